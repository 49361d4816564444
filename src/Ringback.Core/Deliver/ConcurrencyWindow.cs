namespace Ringback.Core.Deliver;

/// <summary>
/// How many may fly to one destination: it opens with success, closes with failure, halves when asked for less, and shrinks to one while something has been under
/// way for over a second, so that slow and dead destinations hold few of the node's slots.
/// </summary>
/// <remarks>Not synchronised: its lane guards it.</remarks>
internal sealed class ConcurrencyWindow(int most)
{
    /// <value>From this duration on (milliseconds) a destination counts as slow.</value>
    public const int SlowMs = 1000;

    private const int First = 4;

    private int _size = Math.Min(First, most);

    /// <value>Whether it lately answered, in good time.</value>
    public bool Proven { get; private set; }

    public int Size => _size;

    public void Landed(bool success, bool throttled, int durationMs)
    {
        if (durationMs >= SlowMs)
        {
            Stalled();
        }
        else if (success)
        {
            Proven = true;
            _size = Math.Min(_size + 1, most);
        }
        else
        {
            Proven = false;
            _size = Math.Max(1, throttled ? _size / 2 : _size - 1);
        }
    }

    /// <summary>Something has been under way for too long.</summary>
    public void Stalled() => (_size, Proven) = (1, false);
}
