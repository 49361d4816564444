namespace Ringback.Testing;

/// <summary>The system's clock, which a test can put forward: what happens "an hour later" needs no hour, and no fast machine.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    /// <summary>Timers aren't affected; what they do when they end sees the new time.</summary>
    public void PutForward(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
