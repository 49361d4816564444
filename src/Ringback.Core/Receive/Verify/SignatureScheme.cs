namespace Ringback.Core.Receive.Verify;

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
    /// <summary>Where the signature stands; several when the place can hold several: one must fit.</summary>
    public required ValuePlace Signature { get; init; }

    public SignatureEncoding Encoding { get; init; }

    public SignedTemplate Signed { get; init; } = SignedTemplate.BodyOnly;

    /// <summary>Needed when it is signed, or when there is a tolerance.</summary>
    public ValuePlace? Timestamp { get; init; }

    public TimestampUnit Unit { get; init; }

    /// <summary>How far the timestamp may be from now, both ways. Null: it isn't looked at.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>What stands for <c>{id}</c>.</summary>
    public ValuePlace? Id { get; init; }
}
