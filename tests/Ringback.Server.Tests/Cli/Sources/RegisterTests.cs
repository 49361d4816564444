using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Server.Tests.Docs;
using Ringback.Testing;

namespace Ringback.Server.Tests.Cli.Sources;

/// <summary><c>ringback sources</c> as it is typed, against a server and providers of ours.</summary>
[Trait("Category", "Slow")]
public sealed class RegisterTests
{
    private const string Events = "--events payment_intent.succeeded,charge.refunded";

    [Fact]
    public async Task Stripe_is_told_once_and_its_secret_is_in_the_source()
    {
        await using var terminal = await StartedAsync();
        await using var stripe = new FakeStripe { Key = "sk_test_1" };
        await stripe.StartAsync();
        for (var i = 0; i < 5; i++) stripe.Endpoints.Add(FakeStripe.Endpoint($"we_other{i}", $"https://example.com/{i}", "*"));
        var register = $"STRIPE_API_KEY=sk_test_1 ./ringback sources register pay --provider-url {stripe.Url} --allow-local {Events}";

        (await terminal.RunAsync($"./ringback sources create stripe --uid pay\n{register} --dry-run")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("Would make a webhook, and put its secret into the source");
        stripe.Asked.ShouldAllBe(asked => asked.StartsWith("GET ", StringComparison.Ordinal));

        (await terminal.RunAsync(register)).ShouldBe(0, terminal.Output);
        var made = stripe.Endpoints.Single(endpoint => (string?)endpoint["id"] == "we_1");
        Names(made["enabled_events"]).ShouldBe(["payment_intent.succeeded", "charge.refunded"]);
        var url = (string)made["url"]!;
        (await SendAsync(url, stripe.Secrets[0])).ShouldBe(200);
        (await SendAsync(url, "whsec_wrong")).ShouldBe(401);

        // Again: the one there is gets the events, and it is behind others by then, on a later page.
        stripe.Endpoints.Remove(made);
        stripe.Endpoints.Add(made);
        made["status"] = "disabled";
        (await terminal.RunAsync($"STRIPE_API_KEY=sk_test_1 ./ringback sources register pay --provider-url {stripe.Url} --allow-local --events '*'")).ShouldBe(0, terminal.Output);
        stripe.Endpoints.Count.ShouldBe(6);
        Names(made["enabled_events"]).ShouldBe(["*"]);
        ((string?)made["status"]).ShouldBe("enabled");

        (await terminal.RunAsync(register + " --new-secret")).ShouldBe(0, terminal.Output);
        stripe.Endpoints.Count.ShouldBe(6);
        stripe.Endpoints.ShouldNotContain(made);
        (await SendAsync(url, stripe.Secrets[1])).ShouldBe(200);
        (await SendAsync(url, stripe.Secrets[0])).ShouldBe(200, "the previous one is valid for a day");

        foreach (var secret in stripe.Secrets.Append("sk_test_1")) terminal.Output.ShouldNotContain(secret);
    }

    [Fact]
    public async Task What_comes_next_is_a_command_that_works()
    {
        await using var terminal = await StartedAsync();
        await using var stripe = new FakeStripe();
        await stripe.StartAsync();
        await using var github = new FakeGitHub("shop/orders");
        await github.StartAsync();
        foreach (var (type, provider) in ((string, string)[])[("stripe", $"--provider-url {stripe.Url}"), ("github", $"--provider-url {github.Url}"), ("shopify", "")])
        {
            (await terminal.RunAsync($"./ringback sources create {type} --uid {type}-1")).ShouldBe(0, terminal.Output);
            var next = terminal.Output.Split('\n').Last(line => line.StartsWith("Next: ", StringComparison.Ordinal))["Next: ".Length..]
                .Replace("TYPES", "'*'", StringComparison.Ordinal).Replace("OWNER", "shop/orders", StringComparison.Ordinal);
            (await terminal.RunAsync($"STRIPE_API_KEY=the-key GITHUB_TOKEN=the-key ./{next} {provider} --allow-local")).ShouldBe(0, terminal.Output);
        }
        terminal.Output.ShouldContain("TYPES are the event types to receive, such as payment_intent.succeeded,charge.refunded, or '*' for all.");
        terminal.Output.ShouldContain("OWNER is a repository (owner/name) or an organisation. TYPES are");
        stripe.Endpoints.Count.ShouldBe(1);
        github.Hooks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_stripe_refuses_is_said_and_leaves_nothing_behind()
    {
        await using var terminal = await StartedAsync();
        await using var stripe = new FakeStripe();
        await stripe.StartAsync();
        (await terminal.RunAsync("./ringback sources create stripe --uid pay")).ShouldBe(0, terminal.Output);
        var register = $"./ringback sources register pay --provider-url {stripe.Url} --allow-local {Events}";

        (await terminal.RunAsync("STRIPE_API_KEY=sk_wrong " + register)).ShouldBe(1);
        terminal.Output.ShouldContain("ringback: Stripe refused the key in STRIPE_API_KEY.");
        (await terminal.RunAsync(register)).ShouldBe(2);
        terminal.Output.ShouldContain("ringback: Stripe's API key is missing: set STRIPE_API_KEY.");

        stripe.Refuse = request => request.Method == "POST" ? (400, """{"error": {"message": "Invalid URL: URL must be publicly accessible."}}""") : null;
        (await terminal.RunAsync("STRIPE_API_KEY=the-key " + register)).ShouldBe(1);
        terminal.Output.ShouldContain("ringback: Stripe answered 400: Invalid URL: URL must be publicly accessible.");
        stripe.Endpoints.ShouldBeEmpty();
        terminal.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("shop/orders")]
    [InlineData("shop")]
    public async Task GitHub_is_told_once_and_pings_when_the_source_has_the_secret(string owner)
    {
        await using var terminal = await StartedAsync();
        await using var github = new FakeGitHub(owner);
        await github.StartAsync();
        for (var i = 0; i < 120; i++) github.Hooks.Add(new JsonObject { ["id"] = i, ["config"] = new JsonObject { ["url"] = $"https://example.com/{i}" } });
        var register = $"GITHUB_TOKEN=the-key ./ringback sources register code --provider-url {github.Url} --github {owner} --allow-local --events push";

        (await terminal.RunAsync($"./ringback sources create github --uid code\n{register}")).ShouldBe(0, terminal.Output);
        var hook = github.Hooks[^1];
        ((bool?)hook["active"]).ShouldBe(true);
        ((string?)hook["config"]!["content_type"]).ShouldBe("json");
        var (url, first) = ((string)hook["config"]!["url"]!, (string)hook["config"]!["secret"]!);
        (await PushAsync(url, first)).ShouldBe(200);
        (await PushAsync(url, "another")).ShouldBe(401);
        github.Pings.Count.ShouldBe(1);

        (await terminal.RunAsync(register.Replace("push", "push,release"))).ShouldBe(0, terminal.Output);
        github.Hooks.Count.ShouldBe(121);
        Names(hook["events"]).ShouldBe(["push", "release"]);
        ((string?)hook["config"]!["secret"]).ShouldBe(first, "a part of its hook's, GitHub would have dropped it");

        (await terminal.RunAsync(register + " --new-secret")).ShouldBe(0, terminal.Output);
        var second = (string)hook["config"]!["secret"]!;
        second.ShouldNotBe(first);
        (await PushAsync(url, second)).ShouldBe(200);
        terminal.Output.ShouldNotContain(first);
        terminal.Output.ShouldNotContain(second);
    }

    [Fact]
    public async Task What_github_refuses_is_said()
    {
        await using var terminal = await StartedAsync();
        await using var github = new FakeGitHub("shop/orders");
        await github.StartAsync();
        (await terminal.RunAsync("./ringback sources create github --uid code")).ShouldBe(0, terminal.Output);
        var register = $"./ringback sources register code --provider-url {github.Url} --allow-local --events push --github ";

        (await terminal.RunAsync("GITHUB_TOKEN=wrong " + register + "shop/orders")).ShouldBe(1);
        terminal.Output.ShouldContain("ringback: GitHub refused the token in GITHUB_TOKEN.");
        (await terminal.RunAsync("GITHUB_TOKEN=the-key " + register + "shop/other")).ShouldBe(1);
        terminal.Output.ShouldContain("GitHub has no shop/other, or the token");
        github.Refuse = request => request.Method == "POST"
            ? (422, """{"message": "Validation Failed", "errors": [{"message": "The \"push\" event cannot be used here"}]}""") : null;
        (await terminal.RunAsync("GITHUB_TOKEN=the-key " + register + "shop/orders")).ShouldBe(1);
        terminal.Output.ShouldContain("ringback: GitHub answered 422: Validation Failed: The \"push\" event cannot be used here");
        github.Hooks.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_secret_that_is_piped_in_is_the_source_s()
    {
        await using var terminal = await StartedAsync();
        (await terminal.RunAsync("""
            ./ringback sources create stripe --uid pay
            echo whsec_by_hand | ./ringback sources secret pay --grace 0s
            ./ringback sources show pay
            ./ringback sources list
            ./ringback sources rotate-token pay
            """)).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldNotContain("whsec_by_hand");
        var urls = terminal.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Contains("/in/", StringComparison.Ordinal)).Distinct().ToList();
        urls.Count.ShouldBe(2, "before the token was rotated, and after");
        foreach (var url in urls) (await SendAsync(url, "whsec_by_hand")).ShouldBe(200);
    }

    [Fact]
    public async Task A_url_that_leads_elsewhere_is_not_registered()
    {
        await using var terminal = await StartedAsync();
        await using var other = await RunningServer.StartAsync();
        await using var stranger = await FakeReceiver.StartAsync();
        (await terminal.RunAsync($$"""
            put() { curl -X PUT http://127.0.0.1:8071/ingest/api/v1/source/$1 -H "Authorization: Bearer $(cat data/organisation.token)" \
              -d "{\"type\": \"shopify\", \"name\": \"Shop\", \"config\": {\"secret\": \"x\"}, \"publicUrl\": \"$2\"}"; }
            put other {{other.Client.BaseAddress}}
            put stranger {{stranger.Url}}
            put nobody http://127.0.0.1:1
            """)).ShouldBe(0, terminal.Output);
        foreach (var (source, said) in ((string, string)[])
        [
            ("other", "it doesn't know this source: is public-url another server's address?"),
            ("stranger", "was asked for the source and answered 200, as Ringback doesn't"),
            ("nobody", "the ingest URL at http://127.0.0.1:1 can't be asked: Connection refused (127.0.0.1:1). Check the server's public-url, or leave this check out with --no-check."),
        ])
        {
            (await terminal.RunAsync($"./ringback sources register {source} --allow-local")).ShouldBe(1);
            terminal.Output.ShouldContain(said);
        }
        terminal.Output.ShouldNotContain("is told by hand");
        (await terminal.RunAsync("./ringback sources register stranger --allow-local --no-check")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain($"{stranger.Url}in/");
    }

    [Fact]
    public async Task Others_are_told_by_hand_and_slips_are_said()
    {
        await using var terminal = await StartedAsync();
        await SaysAsync(0, "sources register shop-1 --allow-local --events orders/paid", "Shopify is told by hand:", "sources create shopify --uid shop-1");
        terminal.Output.ShouldContain("orders/paid");
        terminal.Output.ShouldContain("ringback sources secret shop-1");
        await SaysAsync(2, "sources register shop-1 --events orders/paid", "no provider can call http://127.0.0.1:");
        await SaysAsync(2, "sources register nobody", "there is no source nobody; `ringback sources list` lists the sources.");
        await SaysAsync(2, "sources create strip", "there is no source type strip. Did you mean stripe?");
        await SaysAsync(2, "sources create cron", "a source of type cron needs its configuration");
        await SaysAsync(1, "sources create shopify --uid shop-1", "the server answered 409");
        await SaysAsync(2, "sources register pay --allow-local", "no event types are given. Use --events payment_intent.succeeded,charge.refunded", "sources create stripe --uid pay");
        await SaysAsync(2, "sources list --server http://ringback.example.com", "it must be https, because a key is sent to it.");
        await SaysAsync(1, "sources list --server http://127.0.0.1:1", "the server at http://127.0.0.1:1 can't be asked");
        await SaysAsync(2, "sources secret pay", "it has one value (secret), each on a line.", "sources list", "printf 'a\\nb\\nc\\n' | ");
        await SaysAsync(2, "sources list", "ringback: RINGBACK_TOKEN isn't a token: it contains a line break.", "sources list", "RINGBACK_TOKEN=\"$(printf 'a\\nb')\" ");
        await SaysAsync(1, "sources list --data other", $"refused the token in {Path.Combine(terminal.Folder, "other", "organisation.token")}. Give the data folder of this server with --data, or set a token in RINGBACK_TOKEN.",
            before: "mkdir -m 700 other; (umask 077; echo x > other/organisation.token); ");
        await SaysAsync(2, "sources list --data elsewhere", "there is no token. Set RINGBACK_TOKEN");
        await SaysAsync(2, "sources", "A subcommand is missing. Use one of: list, create, show, register, secret, rotate-token.");
        terminal.Output.ShouldNotContain("   at ");

        async Task SaysAsync(int code, string command, string said, string? first = null, string before = "")
        {
            (await terminal.RunAsync($"{(first is null ? "" : $"./ringback {first}\n")}{before}./ringback {command}")).ShouldBe(code, $"{command}: {terminal.Output}");
            terminal.Output.ShouldContain(said);
        }
    }

    private static async Task<Terminal> StartedAsync()
    {
        var terminal = new Terminal();
        await terminal.LeaveAsync("./ringback serve", "Ringback listens on");
        return terminal;
    }

    private static string[] Names(JsonNode? list) => [.. list!.AsArray().Select(name => (string)name!)];

    private static Task<int> SendAsync(string url, string secret)
    {
        var body = $$"""{"id": "evt_{{RandomNumberGenerator.GetHexString(8)}}", "type": "payment_intent.succeeded"}""";
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return PostAsync(url, body, "Stripe-Signature", $"t={time},v1={Sign(secret, $"{time}.{body}")}");
    }

    private static Task<int> PushAsync(string url, string secret)
    {
        var body = $$"""{"after": "{{RandomNumberGenerator.GetHexString(8)}}"}""";
        return PostAsync(url, body, "X-Hub-Signature-256", "sha256=" + Sign(secret, body));
    }

    private static string Sign(string secret, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    private static async Task<int> PostAsync(string url, string body, string header, string value)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(header, value);
        request.Headers.TryAddWithoutValidation("X-GitHub-Delivery", RandomNumberGenerator.GetHexString(8));
        request.Headers.TryAddWithoutValidation("X-GitHub-Event", "push");
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
