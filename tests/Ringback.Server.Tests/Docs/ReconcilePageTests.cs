using System.Text.RegularExpressions;
using Ringback.Server.Tests.Api;

namespace Ringback.Server.Tests.Docs;

/// <summary>The requests on the page of reconciling are accepted as they stand.</summary>
public sealed partial class ReconcilePageTests : ApiTest
{
    [Fact]
    public async Task Its_requests_are_accepted()
    {
        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"stripe","name":"Stripe","uid":"stripe","config":{"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}}""");
        var page = Repository.Read("docs/reference/reconcile.md");

        var requests = Request().Matches(page);

        requests.Count.ShouldBe(3);
        foreach (Match request in requests)
        {
            var method = request.Groups["method"].Value;
            // Each source on the page is the whole of the one: a PUT would take the uid away that its example leaves out.
            var body = request.Groups["body"].Value.Replace("\"name\": \"Stripe\",", "\"name\": \"Stripe\", \"uid\": \"stripe\",", StringComparison.Ordinal);
            await JsonAsync(method == "POST" ? 201 : 200, method, request.Groups["path"].Value, body);
        }
    }

    [GeneratedRegex(@"```http\n(?<method>POST|PUT) (?<path>\S+)\n\n(?<body>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Request();
}
