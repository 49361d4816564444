namespace Ringback.Core.Accept;

/// <summary>What is on record for a key that must be unique.</summary>
/// <param name="Seq">The message that has it; null when what has it is no message.</param>
/// <param name="Reference">What the request made, where that is no message.</param>
/// <param name="Body">Of the request that brought an idempotency key, by hash.</param>
/// <param name="Expires">Unix milliseconds from which it counts for nothing; null while it is kept.</param>
internal readonly record struct KeptKey(long? Seq, string? Reference, long Body, long? Expires)
{
    public bool IsGood(long now) => !(Expires <= now);
}
