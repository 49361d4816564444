using System.Net;
using Microsoft.AspNetCore.Http;
using Ringback.Server.Api.Auth;

namespace Ringback.Server.Tests.Api.Auth;

/// <summary>The link to a portal carries a token, so it leads only where the server is known to be.</summary>
public sealed class PortalLinkTests : ApiTest
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:9", true)]
    [InlineData("127.0.0.1:80", true)]
    [InlineData("[::1]:80", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:8071", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("10.0.0.1:8071", false)]
    [InlineData("2130706433", false)]
    public async Task Without_public_url_it_is_made_of_the_servers_own_addresses_only(string host, bool isMade)
    {
        await ApplicationAsync("acme");
        foreach (var (path, made) in new[] { ("/api/v1/auth/app-portal-access/acme", 200), ("/ingest/api/v1/source/src/dashboard", 200) })
        {
            if (path.StartsWith("/ingest", StringComparison.Ordinal)) await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"generic-webhook","name":"xx","uid":"src"}""");
            var answer = await Server.SendAsync("POST", path, "{}"u8.ToArray(), ("Host", host), ("X-Forwarded-Host", "evil.example"));
            answer.Status.ShouldBe(isMade ? made : 400, answer.Body);
            answer.Body.ShouldContain(isMade ? $"http://{host}/portal#token=" : "RINGBACK_PUBLIC_URL");
        }
    }

    [Theory]
    [InlineData("localhost", "127.0.0.1", true)]
    [InlineData("127.0.0.1:8071", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("[::1]", "::1", true)]
    [InlineData("192.0.2.7:8071", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("localhost", "192.0.2.7", false)]
    [InlineData("127.0.0.1", "192.0.2.7", false)]
    [InlineData("127.0.0.1:8071", "::ffff:192.0.2.7", false)]
    [InlineData("127.9.9.9", "2001:db8::1", false)]
    [InlineData("[::1]", "192.0.2.7", false)]
    [InlineData("192.0.2.8", "192.0.2.7", false)]
    [InlineData("192.0.2.7", "127.0.0.1", false)]
    [InlineData("127.0.0.1", null, false)]
    public void A_loopback_address_is_the_servers_own_only_where_the_request_came_to_one(string host, string? local, bool isOwn)
    {
        var http = new DefaultHttpContext();
        http.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);
        PortalAccess.IsOwnAddress(new HostString(host), http.Connection).ShouldBe(isOwn);
    }
}
