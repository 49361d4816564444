using System.Text.Json;
using Microsoft.Playwright;
using Ringback.Testing;

namespace Ringback.Server.Tests.Portal;

/// <summary>Markup in everything that a user may write is shown as the text it is, on every page.</summary>
[Trait("Category", "Slow")]
public sealed class PortalHostileDataTests(PortalBrowser browser) : PortalTest(browser)
{
    private const string Markup = "\"'><img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    [Fact]
    public async Task Markup_is_text()
    {
        var text = JsonSerializer.Serialize(Markup);
        await JsonAsync(200, "PATCH", $"/api/v1/app/{Application}", $$"""{"name":{{text}}}""");
        await JsonAsync(201, "POST", "/api/v1/event-type", $$$"""
            {"name":"__proto__","description":{{{text}}},"schemas":{"1":{"type":"object","description":{{{text}}},
             "properties":{{{{text}}}:{"type":"string","description":{{{text}}},"enum":[{{{text}}}]} } } } }
            """);
        var url = Receiver.At("/hooks").AbsoluteUri + "?q=" + Uri.EscapeDataString(Markup) + "&raw='><svg/onload=window.hacked=1>";
        var endpoint = await EndpointAsync(Application, url.Replace("\"", "\\\"", StringComparison.Ordinal), $$$"""
            ,"description":{{{text}}},"headers":{"X-Hostile":{{{JsonSerializer.Serialize(Markup)}}}}
            """);
        Receiver.On("/hooks", Replies.Status(500, Markup), Replies.Status(200, "{\"__proto__\":" + text + "}"));
        var message = await MessageAsync("__proto__", $$"""{ {{text}}:{{text}},"__proto__":{"x":{{text}} } }""");
        await AttemptsAsync(endpoint, 1);
        var attempt = (string)(await JsonAsync(200, "GET", $"/api/v1/app/{Application}/attempt/endpoint/{endpoint}"))["data"]![0]!["id"]!;
        await OpenAsync();

        await CheckAsync("#/", Markup);
        await CheckAsync($"#/endpoints/{endpoint}", Markup);
        await Button("Edit").First.ClickAsync();
        await Assertions.Expect(Dialog.GetByLabel("Description")).ToHaveValueAsync(Markup);
        await CheckNothingRanAsync();
        await DialogButton("Cancel").ClickAsync();
        await CheckAsync("#/messages", message);
        await CheckAsync($"#/messages/{message}", Markup);
        await CheckAsync($"#/messages/{message}/attempts/{attempt}", Markup);
        await SeeAsync(Page.GetByLabel("Answer of the receiver").GetByText(Markup));
        await SeeAsync(Page.GetByLabel("Content of the message").GetByText("onerror"));
        await CheckAsync("#/event-types", Markup);
        await Text("__proto__").First.ClickAsync();
        await SeeAsync(Page.Locator(".schema").GetByText(Markup));
        await CheckNothingRanAsync();
    }

    [Theory]
    [InlineData("#/endpoints/%22%3E%3Cimg%20src=x%20onerror=window.hacked=1%3E")]
    [InlineData("#/endpoints/..%2F..%2Fauth%2Flogout")]
    [InlineData("#/messages/%E0%A4%A")]
    [InlineData("#/messages/x/attempts/%00")]
    public async Task A_hostile_address_is_nowhere(string address)
    {
        await OpenAsync();
        await SeeAsync(Text("No endpoints yet"));
        await GoAsync(address);
        await SeeAsync(Text("This item doesn’t exist, or it was deleted.").Or(Text("The server refused the request")).Or(Text("No endpoints yet")).Or(Text("The path has a segment")));
        await CheckNothingRanAsync();
    }

    private async Task CheckAsync(string address, string shown)
    {
        await GoAsync(address);
        await SeeAsync(Page.Locator("#view").GetByText(shown));
        await CheckNothingRanAsync();
    }

    private async Task CheckNothingRanAsync()
    {
        (await Page.EvaluateAsync<bool>("'hacked' in window")).ShouldBeFalse();
        (await Page.Locator("#view img[src=x], #view script, .top img[src=x], dialog img, svg[onload]").CountAsync()).ShouldBe(0);
    }
}
