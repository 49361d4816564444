using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Playwright;
using Ringback.Core.Background;
using Ringback.Core.Settings;
using Ringback.Server.Tests.Api;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Portal;

/// <summary>
/// A portal open in a browser, on a server and with a receiver of its own. At the end nothing may have gone wrong on the page:
/// no fault in a script, nothing against the page's policy, no request to another place.
/// </summary>
public abstract class PortalTest(PortalBrowser browser) : ApiTest, IClassFixture<PortalBrowser>
{
    private readonly ConcurrentQueue<string> _faults = new();
    private IBrowserContext? _context;

    private protected FakeReceiver Receiver { get; private set; } = null!;

    private protected IPage Page { get; private set; } = null!;

    private protected string Application { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        PortalBrowser.SkipWithout();
        Receiver = await FakeReceiver.StartAsync();
        await base.InitializeAsync();
        Application = await ApplicationAsync("acme");
        _context = await browser.Browser.NewContextAsync(new BrowserNewContextOptions { Locale = "en-GB", TimezoneId = "Europe/Berlin" });
        _context.SetDefaultTimeout((float)Wait.Patience.TotalMilliseconds);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _faults.Enqueue(error);
        // The browser itself notes every answer of 4xx.
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal)) _faults.Enqueue(message.Text);
        };
        Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Server.Client.BaseAddress!.AbsoluteUri, StringComparison.Ordinal)) _faults.Enqueue("asked for " + request.Url);
        };
    }

    public override async ValueTask DisposeAsync()
    {
        // Whatever there is of it: a skipped test has nothing.
        if (_context is not null) await _context.CloseAsync();
        if (Server is not null) await base.DisposeAsync();
        if (Receiver is not null) await Receiver.DisposeAsync();
        _faults.ShouldBeEmpty();
    }

    private protected override void Configure(RingbackOptions options)
    {
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
        options.RetrySchedule = RetrySchedule.CreateFrom([]);
    }

    /// <summary>The link that opens the application's portal, as the API gives it.</summary>
    /// <param name="access">What it grants, as JSON.</param>
    private protected async Task<string> LinkAsync(string access = "{}") =>
        (string)(await JsonAsync(200, "POST", $"/api/v1/auth/app-portal-access/{Application}", access))["url"]!;

    /// <summary>Opens the portal by a new link.</summary>
    private protected async Task OpenAsync(string access = "{}") => await Page.GotoAsync(await LinkAsync(access));

    /// <summary>Goes to a page of the portal that is open.</summary>
    private protected Task GoAsync(string address) => Page.EvaluateAsync("address => { location.hash = address; }", address);

    /// <summary>Makes an endpoint at a path of the receiver.</summary>
    private protected Task<string> ReceiverEndpointAsync(string path = "/hooks", string more = "") => EndpointAsync(Application, Receiver.At(path).AbsoluteUri, more);

    /// <summary>Posts a message.</summary>
    /// <returns>Its id.</returns>
    private protected async Task<string> MessageAsync(string type = "invoice.paid", string payload = """{"invoice":42}""") => (string)(await JsonAsync(
        202, "POST", $"/api/v1/app/{Application}/msg", $$"""{"eventType":{{JsonSerializer.Serialize(type)}},"payload":{{payload}}}"""))["id"]!;

    /// <summary>Waits until so many attempts at an endpoint are on record.</summary>
    private protected Task AttemptsAsync(string endpoint, int count) => EventuallyAsync(async () =>
        (await JsonAsync(200, "GET", $"/api/v1/app/{Application}/attempt/endpoint/{endpoint}"))["data"]!.AsArray().Count >= count);

    private protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    private protected ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name });

    private protected ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name, Exact = true });

    private protected ILocator Text(string text) => Page.GetByText(text);

    private protected ILocator Dialog => Page.GetByRole(AriaRole.Dialog);

    private protected ILocator DialogButton(string name) => Dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = name, Exact = true });

    private protected static Task SeeAsync(ILocator what) => Assertions.Expect(what.First).ToBeVisibleAsync();

    private protected static Task NotSeeAsync(ILocator what) => Assertions.Expect(what).ToHaveCountAsync(0);
}
