namespace Ringback.Core.Lanes;

/// <summary>
/// How many may be in flight to one destination: it opens with success, closes with failure, and halves when asked for less. Where slots are
/// scarce, a destination that didn't lately answer in good time gets one at a time, so that slow and dead ones hold few of them.
/// </summary>
/// <remarks>Not synchronised: its lane guards it.</remarks>
/// <param name="most">How many it may be.</param>
/// <param name="first">How many it is before anything is known.</param>
internal sealed class ConcurrencyWindow(int most, int first = ConcurrencyWindow.First)
{
    /// <value>From this duration on (milliseconds) a destination counts as slow.</value>
    public const int SlowMs = 1000;

    private const int First = 4;

    private int _size = Math.Min(first, most);

    /// <value>How many it may be at most.</value>
    public int Most => most;

    /// <value>Whether it lately answered, in good time.</value>
    public bool Proven { get; private set; }

    /// <value>Whether it lately didn't.</value>
    public bool Doubtful { get; private set; }

    /// <param name="crowded">Whether the node's slots are scarce.</param>
    public int Size(bool crowded) => crowded && !Proven ? 1 : _size;

    public void AttemptEnded(bool success, bool throttled, int durationMs)
    {
        var slow = durationMs >= SlowMs;
        Proven = success && !slow;
        Doubtful = !Proven;
        _size = success ? Math.Min(_size + 1, most)
            : slow ? 1
            : Math.Max(1, throttled ? _size / 2 : _size - 1);
    }

    /// <summary>Something has been under way for too long.</summary>
    public void Stalled() => (Proven, Doubtful) = (false, true);
}
