using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ringback.Core.Receive.Cron;

/// <summary>One field of a schedule: which of its values are in it, a bit each.</summary>
/// <param name="Values">Bit n stands for the value n.</param>
/// <param name="IsAny">It began with <c>*</c>: it restricts nothing by itself.</param>
internal readonly record struct CronField(ulong Values, bool IsAny)
{
    /// <value>Of those fields that a shorter expression leaves out.</value>
    public static readonly CronField Zero = new(1, false);

    public bool Has(int value) => (Values >> value & 1) != 0;

    /// <summary>Lists of values, names, ranges and steps: <c>1,5-10,*/15,MON-FRI</c>.</summary>
    /// <param name="error">Which part is wrong, and what would be right.</param>
    public static bool TryParse(string text, CronFieldKind kind, out CronField field, [NotNullWhen(false)] out string? error)
    {
        field = default;
        var values = 0UL;
        foreach (var part in text.Split(','))
        {
            if (!TryPart(part, kind, out var some, out error)) return false;
            values |= some;
        }
        // 7 is Sunday as well.
        if (kind.HasSunday7 && (values & 1UL << 7) != 0) values = values & ~(1UL << 7) | 1;
        field = new CronField(values, text[0] is '*' or '?');
        error = null;
        return true;
    }

    private static bool TryPart(string part, CronFieldKind kind, out ulong values, [NotNullWhen(false)] out string? error)
    {
        values = 0;
        error = $"\"{part}\" is no {kind.Name}: write {kind.Least} to {kind.Most}{kind.NamesShown}, a range (a-b), a step (*/n) or a list of them";
        var (range, step, hasStep) = part.Split('/') is [var before, var after] ? (before, after, true) : (part, "1", false);
        if (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var by) || by < 1 || by > kind.Most) return false;
        int first, last;
        if (range == "*" || (range == "?" && kind.TakesQuestionMark)) (first, last) = (kind.Least, kind.Most);
        else if (range.Split('-') is [var from, var to])
        {
            if (!kind.TryValue(from, out first) || !kind.TryValue(to, out last)) return false;
            if (first > last)
            {
                error = $"\"{part}\" goes backwards; write it as two ranges";
                return false;
            }
        }
        else
        {
            if (!kind.TryValue(range, out first)) return false;
            last = hasStep ? kind.Most : first;
        }
        for (var value = first; value <= last; value += by) values |= 1UL << value;
        error = null;
        return true;
    }
}

/// <summary>What a field may hold.</summary>
internal sealed record CronFieldKind(string Name, int Least, int Most, params string[] Names)
{
    public bool HasSunday7 { get; init; }

    public bool TakesQuestionMark { get; init; }

    public string NamesShown => Names.Length == 0 ? "" : $" or {Names[0]} to {Names[^1]}";

    public bool TryValue(string text, out int value)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)) return value >= Least && value <= Most;
        var at = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = at + (Names.Length == 12 ? 1 : 0);
        return at >= 0;
    }
}
