namespace Ringback.Core.Retain;

/// <summary>A pause between two rounds of a walk. A clock that is set back ends it.</summary>
/// <param name="Length">In milliseconds.</param>
/// <param name="Since">When it began, in Unix milliseconds; null: there was none yet.</param>
internal readonly record struct Rest(long Length, long? Since = null)
{
    public bool IsOver(long now) => Since is not { } since || now < since || now >= since + Length;

    public Rest From(long now) => this with { Since = now };
}
