using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>A provider as a test needs it: its configuration, and what it would send.</summary>
internal sealed record ProviderCase(string Type, string Config, string OtherConfig, Func<byte[], DateTimeOffset, IncomingRequest> Send)
{
    public string Body { get; init; } = """{"id":"evt_1","type":"thing.done","amount":1250}""";

    /// <summary>Null where the provider's timestamps are not looked at.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>What of the request proves it: without it, it is refused.</summary>
    public string[] Headers { get; init; } = [];

    public override string ToString() => Type;

    public IncomingRequest Request(DateTimeOffset? now = null) => Send(System.Text.Encoding.UTF8.GetBytes(Body), now ?? Sources.Now);
}
