using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Verification.Packed;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>
/// Proves who sent a webhook, over its raw bytes, in constant time. Make one for each sender and keep it: it is safe for many
/// threads at once. The same code verifies in Ringback's own server.
/// </summary>
/// <example>
/// <code>
/// var verifier = WebhookVerifier.StandardWebhooks(secret);
/// var result = await verifier.VerifyAsync(new WebhookRequest(body, headers));
/// if (!result.IsValid) Console.WriteLine(result.Reason);
/// </code>
/// </example>
public sealed partial class WebhookVerifier
{
    // Types that prove nothing here: their secret is the token in an ingest URL of Ringback, or they have no sender.
    private static readonly string[] NotHere = ["generic-webhook", SourceTypes.Cron];
    private readonly JsonObject[] _configs;
    private readonly SourceProfile _profile;
    private readonly TimeProvider _clock;

    private WebhookVerifier(string type, JsonObject[] configs, TimeProvider clock, IKeyHost keys)
    {
        if (configs.Length == 0) throw new ArgumentException("give at least one secret", nameof(configs));
        if (configs.Length > SourceTypes.MostRetiring + 1) throw new ArgumentException($"give at most {SourceTypes.MostRetiring + 1} secrets", nameof(configs));
        var types = new SourceTypes(keys);
        var profiles = configs.Select(config => Build(types, type, config)).ToArray();
        _profile = profiles.Length == 1 ? profiles[0] : profiles[0] with
        {
            Verifier = new RotatingVerifier(profiles[0].Verifier, [.. profiles.Skip(1).Select(older => (older.Verifier, DateTimeOffset.MaxValue))]),
        };
        _configs = configs;
        _clock = clock;
        Keys = keys;
        Type = type;
    }

    /// <summary>The types that <see cref="For(string, JsonObject[])"/> knows: <c>stripe</c>, <c>github</c>, <c>generic-hmac</c> and so on.</summary>
    public static IReadOnlyCollection<string> Types { get; } = [.. SourceTypes.Names.Except(NotHere, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>One of <see cref="Types"/>.</summary>
    public string Type { get; }

    /// <summary>Whether events' ids stand where the signature doesn't cover them.</summary>
    internal bool HasUnsignedIds => _profile.Events.IdIsUnsigned;

    /// <summary>By which the provider's handshakes may come, beside its events' POST.</summary>
    internal IReadOnlyCollection<string> HandshakeMethods => _profile.Verifier.Traits.HandshakeMethods;

    private IKeyHost Keys { get; }

    /// <summary>A verifier for any of <see cref="Types"/>, set up as a source of that type is in Ringback.</summary>
    /// <param name="type">One of <see cref="Types"/>.</param>
    /// <param name="configs">
    /// The type's configuration, mostly <c>{"secret": "…"}</c>; while a secret is rotated the current one and up to four more, each
    /// of which is accepted.
    /// </param>
    /// <exception cref="ArgumentException">The type isn't known, or a configuration isn't right: the message says what and where.</exception>
    public static WebhookVerifier For(string type, params JsonObject[] configs)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(configs);
        return new WebhookVerifier(type, [.. configs.Select(config => config.DeepClone().AsObject())], TimeProvider.System, KeyDownload.Instance);
    }

    /// <summary>The same verifier with another tolerance, for types whose signature has a timestamp.</summary>
    /// <param name="tolerance">How far the timestamp may be from now, both ways: whole seconds, up to a day.</param>
    /// <exception cref="ArgumentException">This type signs no timestamp, or the tolerance is out of range.</exception>
    public WebhookVerifier WithTolerance(TimeSpan tolerance)
    {
        var field = ProviderRows.All.FirstOrDefault(row => row.Type == Type)?.ToleranceField ?? "toleranceSeconds";
        if (tolerance.Ticks % TimeSpan.TicksPerSecond != 0 || tolerance < TimeSpan.Zero || tolerance > TimeSpan.FromDays(1))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "whole seconds from 0 to a day");
        var configs = _configs.Select(config => config.DeepClone().AsObject()).ToArray();
        foreach (var config in configs) config[field] = (int)tolerance.TotalSeconds;
        return new WebhookVerifier(Type, configs, _clock, Keys);
    }

    /// <summary>The same verifier by another clock.</summary>
    /// <param name="clock">What timestamps are held against.</param>
    public WebhookVerifier WithClock(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new WebhookVerifier(Type, _configs, clock, Keys);
    }

    /// <summary>Verifies a request.</summary>
    /// <param name="request">As it came.</param>
    /// <param name="cancellation">Ends the wait for a key (PayPal, Amazon SNS, Google Pub/Sub, Plaid); all other types are done at once.</param>
    /// <returns>What was found: a refusal is a result, not an exception, whatever was sent.</returns>
    public ValueTask<WebhookVerification> VerifyAsync(WebhookRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var incoming = request.Incoming;
        var verifying = request.Sent is { } sent
            ? _profile.Verifier.VerifyEitherAsync(incoming, sent, _clock.GetUtcNow(), cancellation)
            : _profile.Verifier.Verify(incoming, _clock.GetUtcNow(), cancellation);
        return verifying.IsCompletedSuccessfully
            ? new(WebhookVerification.FromResult(verifying.Result, _profile, incoming))
            : Await(verifying, incoming);
    }

    private async ValueTask<WebhookVerification> Await(ValueTask<VerificationResult> verifying, IncomingRequest incoming) =>
        WebhookVerification.FromResult(await verifying, _profile, incoming);

    private static SourceProfile Build(SourceTypes types, string type, JsonObject config)
    {
        if (NotHere.Contains(type)) throw new ArgumentException($"'{type}' proves nothing about a sender; it is for sources in Ringback only", nameof(type));
        using var document = JsonDocument.Parse(config.ToJsonString());
        if (!types.TryBuild(type, document.RootElement.Clone(), out var profile, out var errors))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'{type}': {string.Join("; ", errors.Select(Describe))}"), nameof(config));
        return profile.IsVerified ? profile : throw new ArgumentException($"'{type}': without a secret nothing is verified", nameof(config));
    }

    private static string Describe(ConfigError error) => error.Loc.Count == 0 ? error.Problem : $"{string.Join('.', error.Loc)} {error.Problem}";
}
