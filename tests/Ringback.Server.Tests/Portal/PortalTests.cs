using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Ringback.Testing;

namespace Ringback.Server.Tests.Portal;

/// <summary>What a customer does in the portal, in a browser.</summary>
[Trait("Category", "Slow")]
public sealed partial class PortalTests(PortalBrowser browser) : PortalTest(browser)
{
    [Fact]
    public async Task The_link_opens_the_portal_and_leaves_the_address()
    {
        await EndpointAsync(Application, "https://example.com/first", ""","description":"Production" """);

        await OpenAsync();

        await SeeAsync(Heading("Endpoints"));
        await SeeAsync(Text("https://example.com/first"));
        await SeeAsync(Text("Production"));
        await SeeAsync(Text("Nothing sent"));
        new Uri(Page.Url).Fragment.ShouldBe("#/");
        // The token stays with the tab.
        await Page.ReloadAsync();
        await SeeAsync(Text("https://example.com/first"));
        await Page.GoBackAsync();
        Page.Url.ShouldNotContain("token");
    }

    [Fact]
    public async Task An_endpoint_is_added_gets_a_message_and_gets_it_again()
    {
        await EventTypeAsync("invoice.paid");
        Receiver.On("/hooks", Replies.Status(200, "{\"thanks\":true}"));
        await OpenAsync();
        await SeeAsync(Text("No endpoints yet"));

        await Button("Add an endpoint").First.ClickAsync();
        await Dialog.GetByLabel("URL").FillAsync(Receiver.At("/hooks").AbsoluteUri);
        await Dialog.GetByLabel("Description").FillAsync("Mine");
        await Dialog.GetByLabel("All events").UncheckAsync();
        await Dialog.GetByLabel("invoice.paid").CheckAsync();
        await Dialog.GetByText("More settings").ClickAsync();
        await Dialog.GetByLabel("Maximum messages per second").FillAsync("50");
        await Dialog.GetByLabel("Order").SelectOptionAsync("fifo");
        await DialogButton("Add").ClickAsync();
        await SeeAsync(Text("Nothing was sent yet"));
        await SeeAsync(Text("At most 50 messages per second"));

        var endpoint = EndpointInAddress().Match(Page.Url).Groups["id"].Value;
        var made = await JsonAsync(200, "GET", $"/api/v1/app/{Application}/endpoint/{endpoint}");
        made["eventTypes"]!.ToJsonString().ShouldBe("""["invoice.paid"]""");
        ((string)made["description"]!, (int)made["throttleRate"]!, (string)made["deliveryOrder"]!).ShouldBe(("Mine", 50, "fifo"));

        await MessageAsync(payload: """{"invoice":42,"big":9007199254740993}""");
        await AttemptsAsync(endpoint, 1);
        await Button("Refresh").ClickAsync();
        await Link("Attempt at invoice.paid, success").ClickAsync();
        await SeeAsync(Page.GetByLabel("Content of the message").GetByText("\"big\": 9007199254740993"));
        await SeeAsync(Page.GetByLabel("Answer of the receiver").GetByText("\"thanks\": true"));
        await SeeAsync(Text("Scheduled"));

        await Button("Send again").ClickAsync();
        await SeeAsync(Text("requested by a user").First);
        (await Receiver.WaitForAsync(2)).Select(request => request.Headers["webhook-id"]).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_wrong_with_a_field_is_said_at_the_field()
    {
        await OpenAsync();
        await Button("Add an endpoint").First.ClickAsync();
        await Dialog.GetByLabel("URL").FillAsync("ftp://example.com");
        await DialogButton("Add").ClickAsync();

        await SeeAsync(Dialog.Locator("[data-field=url] .wrong"));
        await Assertions.Expect(Dialog.GetByLabel("URL")).ToBeFocusedAsync();
        await Assertions.Expect(Dialog.GetByLabel("URL")).ToHaveAttributeAsync("aria-invalid", "true");
        await DialogButton("Cancel").ClickAsync();
        await NotSeeAsync(Dialog);
        await Assertions.Expect(Button("Add an endpoint").First).ToBeFocusedAsync();
    }

    [Fact]
    public async Task An_endpoint_is_changed_disabled_enabled_and_deleted()
    {
        var endpoint = await ReceiverEndpointAsync();
        await OpenAsync();
        await Link("Endpoint http").ClickAsync();

        await Button("Edit").First.ClickAsync();
        await Dialog.GetByLabel("Description").FillAsync("Changed");
        await DialogButton("Save").ClickAsync();
        await SeeAsync(Page.Locator(".title").GetByText("Changed"));
        await Button("Disable").ClickAsync();
        await SeeAsync(Text("This endpoint is disabled, so it gets no messages."));
        await Button("Enable").ClickAsync();
        await SeeAsync(Button("Disable"));
        await Button("Delete…").ClickAsync();
        await DialogButton("Delete").ClickAsync();

        await SeeAsync(Text("No endpoints yet"));
        (await GetAsync($"/api/v1/app/{Application}/endpoint/{endpoint}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_secret_is_shown_when_asked_for_and_rotated()
    {
        var endpoint = await ReceiverEndpointAsync();
        var path = $"/api/v1/app/{Application}/endpoint/{endpoint}/secret";
        var before = (string)(await JsonAsync(200, "GET", path))["key"]!;
        await OpenAsync();
        await Link("Endpoint http").ClickAsync();

        await NotSeeAsync(Text(before));
        await Button("Show").ClickAsync();
        await SeeAsync(Text(before));
        await Button("Rotate…").ClickAsync();
        await DialogButton("Rotate").ClickAsync();
        await SeeAsync(Text("The secret was rotated."));

        await NotSeeAsync(Text(before));
        var after = (string)(await JsonAsync(200, "GET", path))["key"]!;
        await SeeAsync(Text(after));
        await MessageAsync();
        (await Receiver.WaitForAsync(1))[0].Headers["webhook-signature"].Split(' ').Length.ShouldBe(2);
    }

    [Fact]
    public async Task Headers_are_set_and_hidden_ones_kept()
    {
        var endpoint = await ReceiverEndpointAsync(more: ""","headers":{"Authorization":"Bearer kept","X-Old":"1"}""");
        await OpenAsync();
        await GoAsync($"#/endpoints/{endpoint}");
        await SeeAsync(Text("X-Old"));

        await Button("Edit").Last.ClickAsync();
        await Dialog.GetByLabel("Name of the header").First.FillAsync("X-New");
        await Dialog.GetByLabel("Value of the header").First.FillAsync("2");
        await DialogButton("Save").ClickAsync();
        await SeeAsync(Text("X-New"));
        await MessageAsync();

        var headers = (await Receiver.WaitForAsync(1))[0].Headers;
        (headers["authorization"], headers["x-new"], headers.ContainsKey("x-old")).ShouldBe(("Bearer kept", "2", false));
    }

    [Fact]
    public async Task A_failure_says_what_to_do_and_is_recovered()
    {
        var endpoint = await ReceiverEndpointAsync();
        Receiver.On("/hooks", Replies.Status(401, "who are you?"), Replies.Ok);
        await MessageAsync();
        await AttemptsAsync(endpoint, 1);
        await OpenAsync();
        await GoAsync($"#/endpoints/{endpoint}");

        await SeeAsync(Text("Failed after all attempts"));
        await SeeAsync(Page.GetByLabel("Messages by day: 0 succeeded and 1 failed in 7 days"));
        await Page.GetByLabel("State", new PageGetByLabelOptions { Exact = true }).SelectOptionAsync("0");
        await SeeAsync(Text("Nothing matches"));
        await Button("Show all").ClickAsync();
        await Link("Attempt at invoice.paid, fail").ClickAsync();
        await SeeAsync(Text("Your receiver didn’t accept the credentials of the request"));
        await SeeAsync(Text("who are you?"));
        await Page.GoBackAsync();

        await Button("Recover…").ClickAsync();
        await DialogButton("Send again").ClickAsync();
        await Receiver.WaitForAsync(2);
        await SeeAsync(Link("Attempt at invoice.paid, success"));
    }

    [Fact]
    public async Task Attempts_are_read_page_by_page_and_messages_show_where_they_went()
    {
        var endpoint = await ReceiverEndpointAsync();
        // Attempts are listed as they ended: the first one's is waited for.
        await MessageAsync("first.of-all");
        await AttemptsAsync(endpoint, 1);
        for (var i = 1; i < 25; i++) await MessageAsync();
        await AttemptsAsync(endpoint, 25);
        await OpenAsync();
        await GoAsync($"#/endpoints/{endpoint}");

        await Button("Older →").ClickAsync();
        await SeeAsync(Link("Attempt at first.of-all, success"));
        await NotSeeAsync(Button("Older →"));
        await Button("← Newer").ClickAsync();
        await SeeAsync(Button("Older →"));
        await NotSeeAsync(Link("Attempt at first.of-all, success"));

        await Link("Messages").ClickAsync();
        await Assertions.Expect(Page.Locator(".day .badge.ok")).ToHaveCountAsync(20);
        await Button("Older →").ClickAsync();
        await Link("Message first.of-all").ClickAsync();
        await SeeAsync(Page.Locator(".card", new PageLocatorOptions { HasText = "Endpoints" }).GetByText("Succeeded"));
        await SeeAsync(Button($"Send again to {Receiver.At("/hooks")}"));
    }

    [Fact]
    public async Task Event_types_show_their_schema_and_an_example_is_sent()
    {
        var endpoint = await ReceiverEndpointAsync();
        await JsonAsync(201, "POST", "/api/v1/event-type", """
            {"name":"invoice.paid","description":"An invoice was paid.","schemas":{"1":{"type":"object","required":["invoice"],
             "properties":{"invoice":{"type":"integer","description":"Its number."}}}}}
            """);
        await OpenAsync();

        await Link("Event types").ClickAsync();
        await Text("An invoice was paid.").ClickAsync();
        await SeeAsync(Text("Its number."));
        await GoAsync($"#/endpoints/{endpoint}");
        await Button("Send an example").ClickAsync();
        await DialogButton("Send").ClickAsync();
        await Receiver.WaitForAsync(1);
        await SeeAsync(Link("Attempt at invoice.paid, success"));
    }

    [Fact]
    public async Task It_is_used_with_the_keyboard_alone()
    {
        await ReceiverEndpointAsync();
        await OpenAsync();
        await SeeAsync(Text("Nothing sent"));

        await Page.Locator("body").PressAsync("Tab");
        for (var i = 0; i < 20 && await FocusedAsync() is not ['E', 'n', 'd', 'p', 'o', 'i', 'n', 't', ' ', ..]; i++) await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        await SeeAsync(Text("Last 7 days"));
        await Assertions.Expect(Page.Locator("#view")).ToBeFocusedAsync();

        await Button("Edit").First.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Dialog.GetByLabel("URL")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await NotSeeAsync(Dialog);
        await Assertions.Expect(Button("Edit").First).ToBeFocusedAsync();

        Task<string> FocusedAsync() => Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");
    }

    [GeneratedRegex("#/endpoints/(?<id>ep_[0-9A-Za-z]{27})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EndpointInAddress();
}
