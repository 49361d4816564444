using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Ringback.Core.Accept;
using Ringback.Core.Observe;
using Ringback.Core.Reconcile;

namespace Ringback.Server.Tests.Docs;

public sealed partial class PagesTests
{
    public static TheoryData<string> Pages => [.. Repository.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string page)
    {
        var text = CodeBlock().Replace(Repository.Read(page), "");
        var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        foreach (var link in Link().Matches(text).Select(match => match.Groups["it"].Value))
        {
            if (link.StartsWith("https://", StringComparison.Ordinal)) continue;
            var parts = link.Split('#', 2);
            var target = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{page} links to {link}, which isn't there");
            if (parts.Length > 1) Anchors(File.ReadAllText(target)).ShouldContain(parts[1], $"{page} links to {link}");
        }
    }

    [Fact]
    public async Task Every_metric_is_documented_and_every_documented_one_is_there()
    {
        RuntimeHelpers.RunClassConstructor(typeof(StageMetrics).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(AcceptMetrics).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Telemetry).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ReconcileMetrics).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(OperationMetrics).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(IntakeMetrics).TypeHandle);
        await using var server = await RunningServer.StartAsync();
        var metrics = (await server.SendAsync("GET", "/metrics")).Body;
        var shown = TypeLine().Matches(metrics).Select(match => match.Groups["it"].Value).Distinct().Order().ToList();
        var documented = MetricRow().Matches(Repository.Read("docs/operate.md")).Select(match => match.Groups["it"].Value).Distinct().Order().ToList();
        documented.ShouldBe(shown);
    }

    [Fact]
    public void Every_error_code_of_the_api_s_foundation_is_documented()
    {
        var page = Repository.Read("docs/reference/api.md");
        var source = Repository.Read("src/Ringback.Server/Api/Http/ApiError.cs");
        foreach (var code in Code().Matches(source).Select(match => match.Groups["it"].Value).Distinct())
        {
            // A bug and Kestrel's own time limit: nothing that a caller could plan for.
            if (code is "internal_server_error" or "request_timeout" or "validation_error") continue;
            page.ShouldContain($"`{code}`");
        }
    }

    /// <summary>As GitHub makes them.</summary>
    private static IEnumerable<string> Anchors(string text) => Heading().Matches(text)
        .Select(match => NotInAnchor().Replace(match.Groups["it"].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\]\((?<it>[^)\s]+)\)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<it>.+)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 -]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("^# TYPE (?<it>ringback_[a-z_]+) ", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^\| `(?<it>ringback_[a-z_]+)", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex MetricRow();

    [GeneratedRegex("\"(?<it>[a-z]+_[a-z_]+|conflict|insufficient access)\"", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Code();
}
