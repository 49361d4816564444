using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Ids;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Pages;
using Ringback.Testing;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Every operation that answers what is stored waits for room for its answer first.</summary>
public sealed class ReadingRoutesTests : ApiTest
{
    private readonly ManualTime _clock = new();

    private AnswerBudget Budget => Server.Services.GetRequiredService<AnswerBudget>();

    private protected override TimeProvider Time => _clock;

    private IEnumerable<(string Method, string Path, RouteAccess Access)> Routes => Server.Services.GetServices<EndpointDataSource>()
        .SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
        .Where(static endpoint => endpoint.Metadata.GetMetadata<RouteAccess>() is not null)
        .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
            .Select(method => (method, endpoint.RoutePattern.RawText!, endpoint.Metadata.GetRequiredMetadata<RouteAccess>())));

    [Fact]
    public async Task Every_operation_that_reads_is_refused_while_there_is_no_room_and_none_that_writes()
    {
        // The second has its room of the reserve.
        for (var i = 0; i < 2; i++)
        {
            var room = await Budget.TakeAsync(new AnswerHolder(Server.Services.GetRequiredService<IdSource>().Next(), null), 1, CancellationToken.None);
            room.Lease.ShouldNotBeNull().Hold(Server.Options.AnswerMemory);
        }
        var reading = Routes.Where(static route => route.Access.Reads).ToList();
        reading.Count.ShouldBeInRange(30, AnswerBudget.MostWaiting);

        var asked = reading.ConvertAll(route => (route, Answer: Server.SendAsync(route.Method, PathOf(route.Path), route.Method == "GET" ? null : "{}")));
        await Wait.ForAsync(() => Budget.Waiting, waiting => waiting == reading.Count);
        await RunOutOfPatienceAsync(Task.WhenAll(asked.Select(static one => one.Answer)));

        foreach (var (route, answer) in asked)
        {
            var refused = await Wait.ForAsync(answer);
            (refused.Status, refused.Headers.GetValueOrDefault("Retry-After")).ShouldBe((503, "1"), $"{route.Method} {route.Path}");
        }
        (await Server.SendAsync("POST", "/api/v1/app", """{"name":"shop"}""")).Status.ShouldBe(201);
    }

    [Fact]
    public async Task Whose_own_earlier_answers_leave_no_room_is_told_to_ask_again_later()
    {
        (await Budget.TakeAsync(new AnswerHolder(Server.Organisation, null), 1, CancellationToken.None)).Lease.ShouldNotBeNull().Hold(Server.Options.AnswerMemory);
        var asked = GetAsync("/api/v1/app");
        await Wait.ForAsync(() => Budget.Waiting, static waiting => waiting == 1);
        await RunOutOfPatienceAsync(asked);

        var answer = await Wait.ForAsync(asked);
        (answer.Status, answer.Headers["Retry-After"]).ShouldBe((429, "1"));
        answer.Body.ShouldContain("too_many_answers");
        answer.Body.ShouldContain("answer-memory");
    }

    [Fact]
    public async Task Every_operation_that_answers_with_a_list_reads()
    {
        var document = await JsonAsync(200, "GET", "/openapi/v1.json");
        var lists = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(operation => operation.Value!["responses"] is { } responses && HasRows(document, responses["200"]))
            .Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}")).ToHashSet();

        lists.ShouldContain("GET /api/v1/app/{app_id}/msg");
        lists.ShouldContain("POST /api/v1/environment/export");
        lists.ShouldContain("GET /api/v1/app/{app_id}/poller/{sink_id}");
        lists.ShouldContain("GET /api/v1/source/{source_id}/refused");
        lists.Except(Routes.Where(static route => route.Access.Reads).Select(static route => $"{route.Method} {route.Path}")).ShouldBeEmpty();
        Routes.Where(static route => route.Method == "GET" && !route.Access.Reads).ShouldBeEmpty();
    }

    [Fact]
    public void Operations_that_read_rows_of_the_store_wait_for_a_page_and_all_others_for_little() => Routes
        .Where(static route => route.Access.Size == AnswerSize.Page).Select(static route => route.Path).Order(StringComparer.Ordinal).ShouldBe(
        [
            "/api/v1/app/{app_id}/attempt/endpoint/{endpoint_id}",
            "/api/v1/app/{app_id}/attempt/msg/{msg_id}",
            "/api/v1/app/{app_id}/endpoint/{endpoint_id}/msg",
            "/api/v1/app/{app_id}/msg",
            "/api/v1/app/{app_id}/msg/{msg_id}/attempt",
            "/api/v1/app/{app_id}/msg/{msg_id}/endpoint",
            "/api/v1/app/{app_id}/msg/{msg_id}/endpoint/{endpoint_id}/attempt",
            "/api/v1/app/{app_id}/poller/{sink_id}",
            "/api/v1/app/{app_id}/poller/{sink_id}/consumer/{consumer_id}",
            "/api/v1/background-task",
            "/api/v1/source/{source_id}/expectation",
            "/api/v1/source/{source_id}/expectation/{expectation_id}",
            "/api/v1/source/{source_id}/operation/{operation_id}/run",
            "/api/v1/source/{source_id}/operation/{operation_id}/run/{msg_id}",
            "/api/v1/source/{source_id}/refused",
            "/api/v1/source/{source_id}/run",
        ]);

    [Fact]
    public void No_other_operation_reads() => Routes.Where(static route => route.Method != "GET" && route.Access.Reads)
        .Select(static route => $"{route.Method} {route.Path}").ShouldBe(["POST /api/v1/environment/export"]);

    /// <summary>A request counts as waiting before its timer is made, so that one step of the clock may come too early.</summary>
    private Task RunOutOfPatienceAsync(Task answered) => Wait.UntilAsync(() =>
    {
        _clock.Advance(AnswerBudget.Patience);
        return answered.IsCompleted;
    });

    /// <summary>Whether an answer is an object with a list of objects in it.</summary>
    private static bool HasRows(JsonNode document, JsonNode? response)
    {
        if (Resolve(document, response?["content"]?["application/json"]?["schema"])?["properties"] is not JsonObject properties) return false;
        return properties.Any(property => property.Key is "data" or "eventTypes"
            && Resolve(document, Resolve(document, property.Value)?["items"])?["properties"] is not null);
    }

    private static JsonNode? Resolve(JsonNode document, JsonNode? schema) =>
        (string?)schema?["$ref"] is { } reference ? document["components"]!["schemas"]![reference.Split('/')[^1]] : schema;

    private static string PathOf(string pattern) =>
        string.Join('/', pattern.Split('/').Select(static segment => segment.StartsWith('{') ? "x" : segment));
}
