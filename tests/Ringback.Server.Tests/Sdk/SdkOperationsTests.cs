using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Server.Tests.Api;
using Ringback.Server.Tests.Docs;

namespace Ringback.Server.Tests.Sdk;

/// <summary>What the SDKs can call is here, or stands under "What Ringback doesn't have" in docs/reference/api.md; nothing else stands there.</summary>
[Trait("Category", "Slow")]
public sealed partial class SdkOperationsTests : ApiTest
{
    [Fact]
    public async Task Every_operation_of_the_sdks_is_a_route_or_listed_as_not_here()
    {
        var operations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var version in SvixPackage.Versions)
        {
            using var package = await SvixPackage.InstallAsync(version);
            var found = await OperationsAsync(Path.Combine(package.Folder, "node_modules", "svix", "dist"));
            found.Count.ShouldBeGreaterThan(100);
            operations.UnionWith(found);
        }

        var routes = Server.Services.GetServices<EndpointDataSource>()
            .SelectMany(static source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods
                .Select(method => Plain($"{method} {endpoint.RoutePattern.RawText}")) ?? [])
            .ToHashSet(StringComparer.Ordinal);
        var missing = NotHere();
        missing.Count.ShouldBeGreaterThan(5);

        // Each is either here or missing; nothing that is said to be missing is here, or unknown to the SDKs.
        operations.Where(operation => routes.Contains(Plain(operation)) == missing.Exists(rule => rule.Covers(operation))).ShouldBeEmpty();
        missing.Where(rule => !operations.Any(rule.Covers)).Select(rule => rule.Text).ShouldBeEmpty();
        missing.Where(rule => routes.Any(route => rule.Covers(route))).Select(rule => rule.Text).ShouldBeEmpty();
    }

    /// <summary>Every request that the SDK's code makes, as it is written there.</summary>
    private static async Task<HashSet<string>> OperationsAsync(string folder)
    {
        var operations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.*js", SearchOption.AllDirectories))
        {
            var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            var requests = Request().Matches(text);
            requests.Count.ShouldBe(AnyRequest().Count(text), file);
            foreach (Match request in requests) operations.Add($"{request.Groups["method"].Value} {request.Groups["path"].Value}");
        }
        return operations;
    }

    /// <summary>The rules in the table below the heading: paths as code, with their methods, or ending with … for all that begin so.</summary>
    private static List<Rule> NotHere()
    {
        var page = Repository.Read("docs/reference/api.md");
        var section = page[(page.IndexOf("\n## What Ringback doesn't have", StringComparison.Ordinal) + 1)..];
        return [.. section.Split('\n').Where(static line => line.StartsWith('|')).Select(static line => line.Split('|')[2])
            .SelectMany(static cell => Code().Matches(cell)).Select(static match => new Rule(match.Groups["code"].Value))];
    }

    /// <summary>The names of a path's parameters don't matter.</summary>
    private static string Plain(string operation) => Parameter().Replace(operation, "{}");

    [GeneratedRegex("""new (?:\w+\.)?SvixRequest\((?:\w+\.)?(?:HttpMethod\.)?"?(?<method>[A-Z]+)"?, *"(?<path>[^"]+)"\)""", RegexOptions.None, 1000)]
    private static partial Regex Request();

    [GeneratedRegex(@"new (?:\w+\.)?SvixRequest\(", RegexOptions.None, 1000)]
    private static partial Regex AnyRequest();

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\{[^/]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    /// <param name="Text"><c>GET /api/v1/stream</c>, or without a method, or with <c>…</c> at its end.</param>
    private sealed record Rule(string Text)
    {
        public bool Covers(string operation)
        {
            var given = Text.StartsWith('/') ? Plain(operation[(operation.IndexOf(' ', StringComparison.Ordinal) + 1)..]) : Plain(operation);
            var rule = Plain(Text);
            return rule.EndsWith('…') ? given.StartsWith(rule[..^1], StringComparison.Ordinal) : given == rule;
        }
    }
}
