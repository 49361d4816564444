using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ringback.Core.Cron;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Tests.Docs;

/// <summary>The page of sources has every type, every field of it, and an example that is accepted.</summary>
public sealed partial class SourcesPageTests
{
    /// <summary>Those that every type has: told once, below the tables.</summary>
    private static readonly string[] Common = ["eventIdHeader", "eventIdPointer", "eventTypeHeader", "eventTypePointer", "also"];

    private static readonly SourceTypes Types = new(new NoKeys(), CronSource.Build);

    private static readonly (string Type, bool IsOurs, string[] Fields, string Example)[] Rows = [.. Read()];

    public static TheoryData<string> Names => [.. SourceTypes.Names];

    [Fact]
    public void Every_type_is_there_once() => Rows.Select(row => row.Type).Order().ShouldBe(SourceTypes.Names.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void A_type_is_as_it_is_described(string type)
    {
        var row = Rows.Single(row => row.Type == type);
        using var example = JsonDocument.Parse(WithKeys(type, row.Example));
        Types.TryBuild(type, example.RootElement, out _, out var errors).ShouldBeTrue(string.Join("; ", errors.Select(error => error.Problem)));

        using var unknown = JsonDocument.Parse("""{"unknown":1}""");
        Types.TryBuild(type, unknown.RootElement, out _, out errors).ShouldBeFalse();
        var fields = errors.Single(error => error.Loc is ["unknown"]).Problem.Split("it has ")[1].Split(", ").Except(Common);
        row.Fields.Order().ShouldBe(fields.Order());
        foreach (var field in example.RootElement.EnumerateObject()) row.Fields.ShouldContain(field.Name);
    }

    /// <summary>The types of <c>IngestSourceIn</c> in the API's contract.</summary>
    [Fact]
    public void Those_that_the_sdks_do_not_know_are_marked()
    {
        string[] known =
        [
            "generic-webhook", "cron", "adobe-sign", "beehiiv", "brex", "checkbook", "clerk", "docusign", "easypost", "github", "guesty", "hubspot",
            "incident-io", "lithic", "meta", "nango", "nash", "openclaw", "orum-io", "panda-doc", "port-io", "pleo", "psi-fi", "replicate", "resend",
            "rutter", "safebase", "sardine", "segment", "shopify", "slack", "stripe", "stych", "svix", "zoom", "tailscale", "telnyx", "vapi", "open-ai",
            "render", "veriff", "airwallex",
        ];
        Rows.Where(row => !row.IsOurs).Select(row => row.Type).Order().ShouldBe(known.Order());
    }

    [Fact]
    public void Fields_of_every_type_are_explained()
    {
        var page = Repository.Read("docs/reference/sources.md");
        foreach (var field in Common) page.ShouldContain(field);
    }

    private static IEnumerable<(string Type, bool IsOurs, string[] Fields, string Example)> Read()
    {
        foreach (var line in Repository.Read("docs/reference/sources.md").Split('\n').Where(line => line.EndsWith("}` |", StringComparison.Ordinal)))
        {
            var cells = line.Split(" | ");
            var example = cells[^1][1..^3];
            string[] fields = [.. Field().Matches(InBrackets().Replace(cells[^2], "")).Select(match => match.Groups["it"].Value).Distinct()];
            foreach (Match type in TypeName().Matches(cells[0]))
                yield return (type.Groups["it"].Value, type.Groups["ours"].Success, fields, example);
        }
    }

    /// <summary>Public keys are too long for a table.</summary>
    private static string WithKeys(string type, string example)
    {
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return type switch
        {
            "orum-io" => JsonSerializer.Serialize(new { publicKey = rsa.ExportSubjectPublicKeyInfoPem() }),
            "sendgrid" => JsonSerializer.Serialize(new { publicKey = Convert.ToBase64String(ecdsa.ExportSubjectPublicKeyInfo()) }),
            _ => example,
        };
    }

    [GeneratedRegex(@"`(?<it>[a-z-]+)`(?<ours> \\\*)?", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\([^)]*\)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex InBrackets();

    [GeneratedRegex("`(?<it>[a-z][a-zA-Z]+)`", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Field();

    private sealed class NoKeys : IKeyHost
    {
        public ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation) => new((KeyAnswer?)null);
    }
}
