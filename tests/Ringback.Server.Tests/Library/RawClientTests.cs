using System.Net;
using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Library;

/// <summary>The API as JSON, for what the library has no method for.</summary>
public sealed class RawClientTests : LibraryTest
{
    [Fact]
    public async Task JSON_is_sent_and_read_as_it_is()
    {
        var made = await Library.Raw.SendAsync(HttpMethod.Put, "api/v1/app/acme", new JsonObject { ["name"] = "Acme", ["uid"] = "acme" }, cancellation: Stop);
        ((string)made["name"]!).ShouldBe("Acme");

        var link = await Library.Raw.SendAsync(HttpMethod.Post, "api/v1/auth/app-portal-access/acme", [], "made-once", Stop);
        ((string)link["url"]!).ShouldContain("/portal");
        (await Library.Raw.SendAsync(HttpMethod.Delete, "api/v1/app/acme", cancellation: Stop)).ShouldBeEmpty();

        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Raw.SendAsync(HttpMethod.Get, "api/v1/app/acme", cancellation: Stop));
        await WrongAsync("body.name", () => Library.Raw.SendAsync(HttpMethod.Post, "api/v1/app", [], cancellation: Stop));
        await RefusedAsync(HttpStatusCode.OK, null, () => Library.Raw.SendAsync(HttpMethod.Get, "metrics", cancellation: Stop));
    }
}
