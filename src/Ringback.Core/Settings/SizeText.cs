using System.Globalization;

namespace Ringback.Core.Settings;

/// <summary>Sizes in bytes as people write them: <c>1MiB</c>, <c>512 KiB</c>, <c>65536</c>. Units are powers of 1024.</summary>
internal static class SizeText
{
    private static readonly (string Unit, int Bytes)[] Units = [("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

    public static bool TryParse(string text, out int bytes, out string error)
    {
        bytes = 0;
        error = $"\"{text}\" is not a size";
        var trimmed = text.AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        var number = digits < 0 ? trimmed : trimmed[..digits];
        var unit = digits < 0 ? "B" : trimmed[digits..].Trim();
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        foreach (var (name, size) in Units)
        {
            if (!unit.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            if (count > int.MaxValue / size)
            {
                error = $"\"{text}\" is over 2 GiB";
                return false;
            }
            bytes = (int)count * size;
            error = "";
            return true;
        }
        return false;
    }

    /// <summary>In the largest unit that leaves no remainder.</summary>
    public static string Format(int bytes)
    {
        foreach (var (name, size) in Units)
        {
            if (bytes >= size && bytes % size == 0)
                return (bytes / size).ToString(CultureInfo.InvariantCulture) + (size == 1 ? "" : name);
        }
        return bytes.ToString(CultureInfo.InvariantCulture);
    }
}
