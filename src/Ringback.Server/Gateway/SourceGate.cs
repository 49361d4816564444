using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>What the gateway keeps of a source between its requests. Made anew when the source changes, with limits that go on where their rates stay.</summary>
internal sealed class SourceGate(Source source, SourceGate? before)
{
    private PreparedSource? _prepared;

    public Source Source => source;

    /// <value>Of requests that verify; null: no limit.</value>
    public GcraLimiter? Verified { get; } = source.Rules.RequestsPerSecond is { } rate ? Keep(before?.Verified, rate) : null;

    /// <value>Of requests that don't.</value>
    public GcraLimiter Unverified { get; } = Keep(before?.Unverified, source.Rules.UnverifiedPerSecond);

    /// <value>What is written <c>Allow</c> where a method isn't allowed.</value>
    public string Methods { get; } = string.Join(", ", source.Rules.Methods ?? ["POST"]);

    /// <value>What an event without a type is called.</value>
    public string DefaultType { get; } = source.Type + ".event";

    /// <value>Whether the source's public URL is an origin alone: then it stays true when the token is rotated.</value>
    public bool HasPublicOrigin { get; } = source.PublicUrl is { } url && new Uri(url).AbsolutePath == "/";

    /// <value>How long an event is remembered, in milliseconds.</value>
    public long Window { get; } = (long)source.Duplicates.Window.TotalMilliseconds;

    public PreparedSource Prepare(SourceProfile profile)
    {
        var prepared = _prepared;
        if (prepared is null || !ReferenceEquals(prepared.Profile, profile)) _prepared = prepared = new PreparedSource(profile, TakenReply(profile));
        return prepared;
    }

    private static GcraLimiter Keep(GcraLimiter? before, int perSecond) => before?.PerSecond == perSecond ? before : new GcraLimiter(perSecond, burst: perSecond);

    private GatewayReply TakenReply(SourceProfile profile) =>
        source.Answer is { } own ? GatewayReply.FromAnswer(own)
        : profile.Answer is { } provider ? GatewayReply.FromAnswer(provider)
        : GatewayReply.Empty;
}
