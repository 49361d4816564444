using System.Globalization;

namespace Ringback.Core.Templates;

/// <summary>How large what a template makes may become. It is held while the template is filled, not after.</summary>
/// <param name="Place">What is made, for the run's record: <c>the URL</c>.</param>
/// <param name="Most">How many of the unit.</param>
/// <param name="Unit">Characters of a text, bytes of JSON.</param>
internal readonly record struct RenderLimit(string Place, int Most, string Unit)
{
    /// <value>Bytes of JSON that become one character at most, as <c>\u0041</c> does.</value>
    private const int BytesOfCharacter = 6;

    /// <summary>What is left behind this much.</summary>
    public RenderLimit Without(long used) => this with { Most = (int)Math.Max(0, Most - used), Whole = Whole == 0 ? Most : Whole };

    /// <exception cref="RenderException">It is more.</exception>
    public void Check(long length)
    {
        if (length > Most)
            throw new RenderException(string.Create(CultureInfo.InvariantCulture, $"With this event, {Place} would be longer than {(Whole == 0 ? Most : Whole)} {Unit}."));
    }

    /// <summary>Before a value is decoded: whether it is too long whatever its escapes make of it.</summary>
    /// <exception cref="RenderException">It is.</exception>
    public void CheckEncoded(int bytes) => Check(bytes / BytesOfCharacter);

    /// <value>The limit that it began with; 0 when it is this one.</value>
    private int Whole { get; init; }
}
