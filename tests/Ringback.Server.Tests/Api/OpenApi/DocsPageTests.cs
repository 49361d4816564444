using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Ringback.Server.Auth;
using Ringback.Server.Tests.Portal;
using static Microsoft.Playwright.Assertions;

namespace Ringback.Server.Tests.Api.OpenApi;

/// <summary><c>/docs</c> in a real browser: under its policy it shows every operation, tries one with a token, and keeps none.</summary>
[Trait("Category", "Slow")]
public sealed class DocsPageTests(PortalBrowser browser) : ApiTest, IClassFixture<PortalBrowser>
{
    [Fact]
    public async Task The_page_shows_and_tries_operations_under_its_policy_and_keeps_no_token()
    {
        PortalBrowser.SkipWithout();
        await ApplicationAsync("shop");
        var token = Server.Services.GetRequiredService<TokenIssuer>().Organisation(Server.Organisation);
        var document = await JsonAsync(200, "GET", "/openapi/v1.json");
        var operations = document["paths"]!.AsObject().Sum(static path => path.Value!.AsObject().Count);
        var problems = new ConcurrentQueue<string>();

        await using var context = await browser.Browser.NewContextAsync();
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") problems.Enqueue(message.Text);
        };
        page.PageError += (_, error) => problems.Enqueue(error);
        page.RequestFailed += (_, request) => problems.Enqueue($"{request.Method} {request.Url}: {request.Failure}");

        await page.GotoAsync(new Uri(Server.Client.BaseAddress!, "/docs").ToString());
        await Expect(page.Locator(".opblock")).ToHaveCountAsync(operations);

        await page.Locator(".auth-wrapper .btn.authorize").ClickAsync();
        var login = page.Locator(".auth-container").Filter(new() { HasText = "organisationToken" });
        await login.Locator("input").FillAsync(token);
        await login.Locator(".btn.authorize").ClickAsync();
        await login.Locator(".btn-done").ClickAsync();

        var list = page.Locator(".opblock-get").Filter(new() { Has = page.Locator(".opblock-summary-path[data-path='/api/v1/app']") });
        await list.Locator(".opblock-summary-control").ClickAsync();
        await list.Locator(".try-out__btn").ClickAsync();
        await list.Locator(".execute").ClickAsync();
        await Expect(list.Locator(".live-responses-table .response .response-col_status")).ToContainTextAsync("200");
        await Expect(list.Locator(".live-responses-table .response .response-col_description")).ToContainTextAsync("shop");

        problems.ShouldBeEmpty();
        (await page.EvaluateAsync<string>("JSON.stringify([localStorage, sessionStorage])")).ShouldBe("[{},{}]");
        (await context.CookiesAsync()).ShouldBeEmpty();
        await page.ReloadAsync();
        await Expect(page.Locator(".auth-wrapper .btn.authorize.unlocked")).ToBeVisibleAsync();
    }
}
