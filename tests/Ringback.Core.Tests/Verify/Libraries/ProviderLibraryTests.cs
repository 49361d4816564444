using System.Text;
using System.Text.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Libraries;

/// <summary>The providers' own libraries and we agree, both ways, on what is signed and what isn't.</summary>
[Trait("Category", "Slow")]
public sealed class ProviderLibraryTests
{
    private static readonly string[] Types =
    [
        "adyen", "discord", "easypost", "github", "hubspot", "linear", "nango", "paddle", "sendgrid", "shopify", "slack", "square", "standard-webhooks",
        "stripe", "svix", "telnyx", "twilio",
    ];

    [Fact]
    public async Task The_libraries_and_we_agree()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var libraries = new NodeLibraries();
        if (await libraries.Install(cancellation) is { } problem) Assert.Skip(problem);

        // About the clock on the wall, which the libraries have until they are asked.
        var now = TimeProvider.System.GetUtcNow();
        var requests = Types.Select(type => Request(type, now)).ToList();
        var tampered = requests.Select(request => request with { Body = Encoding.UTF8.GetBytes(Changed(Encoding.UTF8.GetString(request.Body.Span))) }).ToList();
        var ours = Types.Zip(requests, (type, request) => ToLibrary(type, request, now));
        var changed = Types.Zip(tampered, (type, request) => ToLibrary(type, request, now));
        var answers = await libraries.Ask([.. ours, .. changed], cancellation);

        var failures = new List<string>();
        for (var i = 0; i < Types.Length; i++)
        {
            var source = Sources.Build(Types[i], ProviderCases.Of(Types[i]).Config);
            var (answer, ofChanged) = (answers[i], answers[i + Types.Length]);
            if (answer.Error is not null) failures.Add($"{Types[i]}: {answer.Error}");
            if (!answer.Accepts) failures.Add($"{Types[i]}: its library refuses what we say it signs: {answer.Reason}");
            if (ofChanged.Accepts) failures.Add($"{Types[i]}: its library accepts what was changed");
            if (!source.Check(requests[i], now).IsAccepted) failures.Add($"{Types[i]}: we refuse it");
            if (source.Check(tampered[i], now).IsAccepted) failures.Add($"{Types[i]}: we accept what was changed");
            if (answer.Signed is not null || answer.Body is not null)
            {
                var signed = SignedByLibrary(requests[i], answer);
                if (!source.Check(signed, now).IsAccepted) failures.Add($"{Types[i]}: we refuse what its library signed: {source.Check(signed, now).Reason}");
                if (source.Check(signed with { Body = tampered[i].Body }, now).IsAccepted) failures.Add($"{Types[i]}: we accept with its library's signature what was changed");
            }
        }
        failures.ShouldBeEmpty();
        answers.Take(Types.Length).Count(answer => answer.Signed is not null || answer.Body is not null).ShouldBe(7);
    }

    private static IncomingRequest Request(string type, DateTimeOffset now)
    {
        var provider = ProviderCases.Of(type);
        if (type == "linear") provider = provider with { Body = $$"""{"action":"create","webhookTimestamp":{{ProviderCases.Milliseconds(now)}},"type":"Issue"}""" };
        return provider.Request(now);
    }

    private static string Changed(string body) => body.Contains("1130", StringComparison.Ordinal) ? body.Replace("1130", "9130", StringComparison.Ordinal)
        : body.Contains("create", StringComparison.Ordinal) ? body.Replace("create", "remove", StringComparison.Ordinal)
        : body.Contains("SM1", StringComparison.Ordinal) ? body.Replace("SM1", "SM2", StringComparison.Ordinal)
        : body.Replace("1250", "9250", StringComparison.Ordinal);

    private static LibraryRequest ToLibrary(string type, in IncomingRequest request, DateTimeOffset now)
    {
        using var config = JsonDocument.Parse(ProviderCases.Of(type).Config);
        var secret = config.RootElement.EnumerateObject().First().Value.GetString()!;
        var headers = ((HeaderTable)request.Headers).Lines.ToDictionary(line => line.Name.ToLowerInvariant(), line => line.Value);
        return new(type, secret, request.Url, request.Method, Encoding.UTF8.GetString(request.Body.Span), headers, now.ToUnixTimeSeconds(), now.ToUnixTimeMilliseconds());
    }

    private static IncomingRequest SignedByLibrary(in IncomingRequest request, LibraryAnswer answer)
    {
        var headers = (HeaderTable)request.Headers;
        foreach (var (name, value) in answer.Signed ?? []) headers = headers.Without(name).With(name, value);
        return request with { Headers = headers, Body = answer.Body is null ? request.Body : Encoding.UTF8.GetBytes(answer.Body) };
    }
}
