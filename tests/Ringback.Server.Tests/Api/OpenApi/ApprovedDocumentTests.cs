using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Server.Api.OpenApi;
using Ringback.Server.Tests.Docs;

namespace Ringback.Server.Tests.Api.OpenApi;

/// <summary>Others call what the document says: whoever changes it shall see that he does.</summary>
public sealed class ApprovedDocumentTests : ApiTest
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void What_the_document_says_is_what_was_approved()
    {
        var routes = DocsRoutes.Mapped([Server.Services.GetRequiredService<EndpointDataSource>()]);
        var actual = ApiDocument.Build("0.0.0", routes, new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)).ToJsonString(Indented) + "\n";
        if (System.Environment.GetEnvironmentVariable("RINGBACK_ACCEPT_API") == "1") File.WriteAllText(ApprovedPath(), actual);

        var differences = Differences(File.ReadAllLines(ApprovedPath()), actual.TrimEnd().Split('\n'));
        Assert.True(differences.Length == 0,
            "The OpenAPI document changed. If that is meant, run this test once with RINGBACK_ACCEPT_API=1, look at what it did to "
            + "tests/Ringback.Server.Tests/Api/OpenApi/Approved.json, commit it, and note the change in CHANGELOG.md.\n" + differences);
    }

    /// <summary>Around the lines that differ: the first of them tell what it is.</summary>
    private static string Differences(string[] before, string[] after)
    {
        var first = before.Zip(after).TakeWhile(static pair => pair.First == pair.Second).Count();
        if (first == before.Length && first == after.Length) return "";
        return string.Join('\n', (string[])[$"From line {first + 1} on:", .. before.Skip(first).Take(10).Select(static line => "- " + line), .. after.Skip(first).Take(10).Select(static line => "+ " + line)]);
    }

    private static string ApprovedPath() => Path.Combine(Repository.Root, "tests", "Ringback.Server.Tests", "Api", "OpenApi", "Approved.json");
}
