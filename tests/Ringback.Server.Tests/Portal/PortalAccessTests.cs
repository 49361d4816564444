using Microsoft.Playwright;

namespace Ringback.Server.Tests.Portal;

/// <summary>Who may do what in the portal, and what is shown to whom may not.</summary>
[Trait("Category", "Slow")]
public sealed class PortalAccessTests(PortalBrowser browser) : PortalTest(browser)
{
    [Fact]
    public async Task Without_a_link_it_says_where_to_get_one()
    {
        await Page.GotoAsync(new Uri(Server.Client.BaseAddress!, "/portal").AbsoluteUri);
        await SeeAsync(Heading("Open the portal with its link"));
        await Page.GotoAsync(new Uri(Server.Client.BaseAddress!, "/portal#token=nonsense").AbsoluteUri + "%");
        await Page.ReloadAsync();
        await SeeAsync(Heading("Open the portal with its link"));
    }

    [Fact]
    public async Task A_link_that_was_revoked_says_so_then_and_when_it_is_revoked_in_the_middle()
    {
        var link = await LinkAsync();
        await Page.GotoAsync(link);
        await SeeAsync(Heading("Endpoints"));

        (await PostAsync($"/api/v1/auth/app/{Application}/expire-all")).Status.ShouldBe(204);
        await Link("Messages").ClickAsync();
        await SeeAsync(Heading("This link has expired"));

        await Page.GotoAsync("about:blank");
        await Page.GotoAsync(link);
        await SeeAsync(Heading("This link has expired"));
        await NotSeeAsync(Link("Endpoints"));
    }

    [Fact]
    public async Task A_new_link_in_the_same_tab_opens_it_again()
    {
        await OpenAsync();
        await SeeAsync(Heading("Endpoints"));
        (await PostAsync($"/api/v1/auth/app/{Application}/expire-all")).Status.ShouldBe(204);
        await Link("Messages").ClickAsync();
        await SeeAsync(Heading("This link has expired"));

        // Only the fragment differs: the page isn't loaded again.
        await OpenAsync();
        await SeeAsync(Text("No endpoints yet"));
        Page.Url.ShouldNotContain("token");
    }

    [Fact]
    public async Task Signing_out_ends_the_token()
    {
        var link = await LinkAsync();
        await Page.GotoAsync(link);
        await Button("Sign out").ClickAsync();
        await SeeAsync(Heading("You are signed out"));

        Server.Use(link[(link.IndexOf("#token=", StringComparison.Ordinal) + 7)..]);
        (await GetAsync($"/api/v1/app/{Application}")).Status.ShouldBe(401);
        await Page.ReloadAsync();
        await SeeAsync(Heading("Open the portal with its link"));
    }

    [Fact]
    public async Task Who_may_only_look_sees_no_buttons_that_would_be_refused()
    {
        var endpoint = await ReceiverEndpointAsync();
        await MessageAsync();
        await AttemptsAsync(endpoint, 1);
        await OpenAsync("""{"capabilities":["ViewBase"]}""");

        await SeeAsync(Text("1 succeeded"));
        await NotSeeAsync(Button("Add an endpoint"));
        await Link("Endpoint http").ClickAsync();
        await SeeAsync(Link("Attempt at invoice.paid, success"));
        foreach (var name in new[] { "Edit", "Disable", "Delete…", "Send an example", "Recover…", "Show", "Rotate…" }) await NotSeeAsync(Button(name));
        await Link("Attempt at invoice.paid, success").ClickAsync();
        await SeeAsync(Text("Scheduled"));
        await NotSeeAsync(Button("Send again"));
    }

    [Theory]
    [InlineData(403, "Your link doesn’t allow this action.")]
    [InlineData(404, "This item doesn’t exist, or it was deleted.")]
    [InlineData(500, "An error occurred on the server.")]
    [InlineData(503, "The server is busy. Try again in 7 s.")]
    public async Task What_the_API_refuses_is_said_in_a_sentence(int status, string sentence)
    {
        await Page.RouteAsync("**/api/v1/app/*/endpoint?*", route => route.FulfillAsync(new RouteFulfillOptions
        {
            Status = status,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["retry-after"] = "7" },
            Body = "{\"code\":\"x\",\"detail\":\"machine talk\"}",
        }));
        await OpenAsync();

        await SeeAsync(Text(sentence));
        await NotSeeAsync(Text("machine talk"));
        await Page.UnrouteAsync("**/api/v1/app/*/endpoint?*");
        await Button("Try again").ClickAsync();
        await SeeAsync(Text("No endpoints yet"));
    }

    [Fact]
    public async Task A_server_that_can_not_be_reached_is_told_from_one_that_refuses()
    {
        await OpenAsync();
        await SeeAsync(Text("No endpoints yet"));
        await Page.RouteAsync("**/api/v1/**", route => route.AbortAsync());
        await Link("Messages").ClickAsync();
        await SeeAsync(Text("The server can’t be reached."));
    }
}
