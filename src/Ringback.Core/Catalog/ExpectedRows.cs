using System.Globalization;

namespace Ringback.Core.Catalog;

/// <summary>How many rows a statement must change.</summary>
/// <param name="Rows">The number.</param>
/// <param name="OrMore">Whether more are right as well.</param>
internal sealed record ExpectedRows(long Rows, bool OrMore)
{
    public bool Fits(long changed) => OrMore ? changed >= Rows : changed == Rows;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(OrMore ? "at least " : "")}{Rows}");
}
