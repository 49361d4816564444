using System.Net;
using System.Text;
using System.Text.Json;
using Ringback.Core.Cron;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Sources and requests, in few words.</summary>
internal static class Sources
{
    public const string Url = "https://hooks.example.com/in/tok_1";

    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 500, TimeSpan.Zero);

    public static SourceProfile Build(string type, string? config, IKeyHost? keys = null)
    {
        new SourceTypes(keys ?? new NoKeys(), CronSource.Build).TryBuild(type, Json(config), out var source, out var errors)
            .ShouldBeTrue($"{type}: {string.Join("; ", errors.Select(e => $"{string.Join('.', e.Loc)} {e.Problem}"))}");
        return source!;
    }

    public static SourceProfile Build(string type, string current, params (string Config, DateTimeOffset Until)[] retiring)
    {
        var secrets = new SourceSecrets(Json(current), [.. retiring.Select(old => new RetiringConfig(Json(old.Config), old.Until))]);
        new SourceTypes(new NoKeys(), CronSource.Build).TryBuild(type, secrets, out var source, out _).ShouldBeTrue();
        return source!;
    }

    public static IReadOnlyList<ConfigError> Errors(string type, string? config)
    {
        new SourceTypes(new NoKeys(), CronSource.Build).TryBuild(type, Json(config), out var source, out var errors).ShouldBeFalse();
        source.ShouldBeNull();
        return errors;
    }

    public static JsonElement? Json(string? text) => text is null ? null : JsonDocument.Parse(text).RootElement;

    public static IncomingRequest Post(string body, params (string Name, string Value)[] headers) => Post(Encoding.UTF8.GetBytes(body), headers);

    public static IncomingRequest Post(byte[] body, params IEnumerable<(string Name, string Value)> headers) => new()
    {
        Method = "POST",
        Url = Url,
        Headers = new HeaderTable(headers),
        Body = body,
        RemoteAddress = IPAddress.Parse("192.0.2.7"),
    };

    public static IncomingRequest Get(string query, params (string Name, string Value)[] headers) => new()
    {
        Method = "GET",
        Url = Url + query,
        Headers = new HeaderTable(headers),
    };

    public static VerificationResult Check(this SourceProfile source, IncomingRequest request, DateTimeOffset? now = null)
    {
        var result = source.Verifier.Verify(request, now ?? Now);
        if (!result.IsCompletedSuccessfully) throw new InvalidOperationException("It was to be done at once.");
#pragma warning disable VSTHRD002 // It is done.
        return result.Result.WithReason();
#pragma warning restore VSTHRD002
    }

    /// <summary>Whoever refuses says why, in one short line.</summary>
    public static VerificationResult WithReason(this VerificationResult result)
    {
        (result.Refusal == Refusal.None).ShouldBe(result.IsAccepted);
        if (result.IsAccepted) result.Reason.ShouldBe("");
        else result.Reason.Length.ShouldBeInRange(10, 200);
        return result;
    }

    public static string AnswerText(this VerificationResult verification) => Encoding.UTF8.GetString(verification.Answer.ShouldNotBeNull().Body.Span);

    internal sealed class NoKeys : IKeyHost
    {
        public ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation) => throw new InvalidOperationException("Nothing is fetched here.");
    }
}
