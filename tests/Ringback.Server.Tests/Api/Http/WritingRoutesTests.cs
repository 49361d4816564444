using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Pages;
using Ringback.Server.Auth;

namespace Ringback.Server.Tests.Api.Http;

/// <summary>No operation that writes lets in a token that may only look.</summary>
public sealed class WritingRoutesTests : ApiTest
{
    /// <summary>It changes nothing but the bearer's own token.</summary>
    private const string Logout = "POST /api/v1/auth/logout";

    /// <summary>Reads that change something.</summary>
    private static readonly string[] ReadsThatWrite = ["GET /api/v1/app/{app_id}/poller/{sink_id}/consumer/{consumer_id}"];

    [Fact]
    public void Every_route_that_writes_needs_a_capability_to_change()
    {
        var open = Server.Services.GetServices<EndpointDataSource>()
            .SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<RouteAccess>() is { Access: Access.Application } access
                && !access.Needs.AllowsChanges())
            .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .ToList();

        open.ShouldContain("GET /api/v1/app/{app_id}/msg");
        open.Where(static route => !route.StartsWith("GET ", StringComparison.Ordinal)).ShouldBe([Logout]);
        open.Intersect(ReadsThatWrite).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Capability.ViewBase)]
    [InlineData(Capability.ViewEndpointSecret)]
    [InlineData(Capability.ViewBase | Capability.ViewEndpointSecret)]
    internal async Task A_route_that_writes_for_those_who_only_look_does_not_start(Capability needs) =>
        await Should.ThrowAsync<ArgumentException>(() => RunningServer.StartAsync(
            null, routes => routes.Delete("/api/v1/thing", Access.Application, _ => new(ApiResult.NoContent), needs)));
}
