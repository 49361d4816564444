using System.Globalization;

namespace Ringback.Operate.Sql.Sessions;

/// <summary>What a marker says of the statements that were run: rows changed by each, as <c>1,2</c>.</summary>
internal static class Marker
{
    public static string Write(IReadOnlyList<long> rows) => string.Join(',', rows);

    public static long[] Read(string text) => Array.ConvertAll(text.Split(','), static part => long.Parse(part, CultureInfo.InvariantCulture));
}
