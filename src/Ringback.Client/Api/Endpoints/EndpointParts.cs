namespace Ringback.Client.Api;

/// <summary>What else an endpoint's messages are sent with.</summary>
/// <param name="Headers">By name, those that may be shown.</param>
/// <param name="Sensitive">The names of those that are never shown, as <c>authorization</c>.</param>
public sealed record EndpointHeaders(IReadOnlyDictionary<string, string> Headers, IReadOnlyList<string> Sensitive);

/// <summary>How many of an endpoint's deliveries ended how.</summary>
public sealed record EndpointStats
{
    /// <summary>Those that succeeded.</summary>
    public long Success { get; init; }

    /// <summary>Those that haven't ended, counted up to 10,000.</summary>
    public long Pending { get; init; }

    /// <summary>Those that are being sent.</summary>
    public long Sending { get; init; }

    /// <summary>Those that failed after all retries.</summary>
    public long Fail { get; init; }

    /// <summary>Those that were canceled: the endpoint was disabled, or the payload was removed.</summary>
    public long Canceled { get; init; }
}
