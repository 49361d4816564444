using Ringback.Verification.Types;

namespace Ringback.Verification.Verifiers;

internal enum SignatureEncoding
{
    /// <summary>In either case.</summary>
    Hex,

    /// <summary>RFC 4648, section 4, padded.</summary>
    Base64,
}

internal enum TimestampUnit
{
    Seconds,
    Milliseconds,

    /// <summary>RFC 3339.</summary>
    Rfc3339,
}

/// <summary>How a provider signs: a row of a table (<see cref="ProviderRows"/>), not a class.</summary>
internal sealed record SignatureScheme
{
    /// <summary>Of all schemes with a timestamp whose provider says nothing else.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Where the signature stands; several when the place can hold several: one must fit.</summary>
    public required ValuePlace Signature { get; init; }

    public SignatureEncoding Encoding { get; init; }

    public SignedTemplate Signed { get; init; } = SignedTemplate.BodyOnly;

    /// <summary>In the form of <see cref="Unit"/> and in no other.</summary>
    public ValuePlace? Timestamp { get; init; }

    public TimestampUnit Unit { get; init; }

    /// <summary>How far the timestamp may be from now, both ways; zero: it must be of this very second. Without a timestamp it has no effect.</summary>
    public TimeSpan Tolerance { get; init; } = DefaultTolerance;

    /// <summary>The URL as it is signed, of the URL as it came. Null: as it came.</summary>
    public Func<string, string>? UrlForm { get; init; }

    /// <summary>Nothing but JSON is signed: where the body begins with anything else, bytes of another part may have gone into it.</summary>
    public bool SignsJsonOnly { get; init; }

    /// <summary>What stands for <c>{id}</c>.</summary>
    public ValuePlace? Id { get; init; }
}
