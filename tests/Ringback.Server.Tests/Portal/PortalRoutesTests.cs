using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ringback.Server.Tests.Api;

namespace Ringback.Server.Tests.Portal;

/// <summary>How the portal's files are served, without a browser.</summary>
public sealed partial class PortalRoutesTests : ApiTest
{
    [Fact]
    public async Task Every_file_that_a_file_refers_to_is_served()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<string>(["/portal", "/"]);
        while (left.TryDequeue(out var path))
        {
            if (!found.Add(path)) continue;
            var answer = await Server.SendAsync("GET", path, null, ("Accept", "text/html"));
            answer.Status.ShouldBe(200, path);
            answer.Headers["Content-Security-Policy"].ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:");
            answer.Headers["Referrer-Policy"].ShouldBe("no-referrer");
            answer.Headers["X-Content-Type-Options"].ShouldBe("nosniff");
            answer.Headers["Content-Type"].ShouldBe(Path.GetExtension(path) switch
            {
                ".js" => "text/javascript; charset=utf-8",
                ".css" => "text/css; charset=utf-8",
                ".svg" => "image/svg+xml",
                _ => "text/html; charset=utf-8",
            });
            answer.Body.ShouldNotContain("innerHTML");
            foreach (Match reference in References().Matches(answer.Body))
            {
                var target = new Uri(new Uri("http://x" + path), reference.Groups["to"].Value).AbsolutePath;
                if (target.StartsWith("/portal", StringComparison.Ordinal)) left.Enqueue(target);
            }
        }
        found.Count.ShouldBeGreaterThan(25);
    }

    [Theory]
    [InlineData("/portal")]
    [InlineData("/portal/portal.js")]
    public async Task A_file_is_sent_again_only_when_it_changed(string path)
    {
        var first = await GetAsync(path);
        first.Headers["Cache-Control"].ShouldBe("no-cache");
        foreach (var known in new[] { first.Headers["ETag"], "W/" + first.Headers["ETag"], "\"other\", " + first.Headers["ETag"], "*" })
        {
            var again = await Server.SendAsync("GET", path, null, ("If-None-Match", known));
            (again.Status, again.Body, again.Headers["ETag"]).ShouldBe((304, "", first.Headers["ETag"]), known);
        }
        (await Server.SendAsync("GET", path, null, ("If-None-Match", "\"other\""))).Status.ShouldBe(200);
        var head = await Server.SendAsync("HEAD", path);
        (head.Status, head.Headers["Content-Length"]).ShouldBe((200, first.Headers["Content-Length"]));
    }

    [Fact]
    public async Task It_has_one_address()
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        using var answer = await client.GetAsync(new Uri(Server.Client.BaseAddress!, "/portal/?a=b"), TestContext.Current.CancellationToken);
        ((int)answer.StatusCode, answer.Headers.Location!.OriginalString).ShouldBe((308, "../portal?a=b"));
        (await GetAsync("/portal/nope.js")).Status.ShouldBe(404);
        (await GetAsync("/portal/landing.html")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task The_root_says_what_this_is_to_programs_too()
    {
        var answer = await GetAsync("/");
        (answer.Status, answer.Headers["Content-Type"], answer.Headers["Vary"]).ShouldBe((200, "application/json", "Accept"));
        var json = JsonNode.Parse(answer.Body)!;
        ((string)json["name"]!).ShouldStartWith("Ringback/");
        ((string)json["docs"]!).ShouldBe("/docs");
    }

    [GeneratedRegex("(?:href=|src=|from )\"(?<to>[^\"#\\s]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex References();
}
