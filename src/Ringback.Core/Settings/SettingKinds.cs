using System.Globalization;
using System.Numerics;
using Ringback.Verification.Text;

namespace Ringback.Core.Settings;

/// <summary>Makes <see cref="Setting"/>s of each kind of value, so that the table has one line or two a setting.</summary>
internal static class SettingKinds
{
    public static Setting Text(string key, string kind, string help, string write, Func<RingbackOptions, string?> get,
        Action<RingbackOptions, string> set, Func<string, string?>? problem = null, bool secret = false, Func<string, string?>? flagProblem = null) => new()
        {
            Key = key,
            Kind = kind,
            Help = help,
            Write = write,
            Secret = secret,
            FlagProblem = flagProblem,
            Read = o => get(o) ?? "",
            Assign = (o, text) =>
            {
                set(o, text);
                return null;
            },
            Check = o => get(o) is { } value ? problem?.Invoke(value) : null,
        };

    public static Setting Duration(string key, string help, TimeSpan least, TimeSpan most,
        Func<RingbackOptions, TimeSpan> get, Action<RingbackOptions, TimeSpan> set) => new()
        {
            Key = key,
            Kind = "duration",
            Help = help,
            Write = $"Write a duration from {DurationText.Format(least)} to {DurationText.Format(most)}, such as {DurationText.Format(get(new RingbackOptions()))}; units are ms, s, m, h, d",
            Read = o => DurationText.Format(get(o)),
            Assign = (o, text) =>
            {
                if (!DurationText.TryParse(text, out var value, out var error)) return error;
                set(o, value);
                return null;
            },
            Check = o => get(o) < least || get(o) > most
                ? $"it is out of range: it must be {DurationText.Format(least)} to {DurationText.Format(most)}"
                : null,
        };

    public static Setting Whole(string key, string help, int least, int most,
        Func<RingbackOptions, int> get, Action<RingbackOptions, int> set) => new()
        {
            Key = key,
            Kind = "number",
            Help = help,
            Write = $"Write a whole number from {Number(least)} to {Number(most)}, such as {Number(get(new RingbackOptions()))}",
            Read = o => Number(get(o)),
            Assign = (o, text) =>
            {
                if (!BigInteger.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
                    return "it is not a whole number";
                if (value < int.MinValue || value > int.MaxValue)
                    return OutOfRange(least, most);
                set(o, (int)value);
                return null;
            },
            Check = o => get(o) < least || get(o) > most ? OutOfRange(least, most) : null,
        };

    public static Setting Size(string key, string help, int least, int most,
        Func<RingbackOptions, int> get, Action<RingbackOptions, int> set) => new()
        {
            Key = key,
            Kind = "size",
            Help = help,
            Write = $"Write a size from {SizeText.Format(least)} to {SizeText.Format(most)}, such as {SizeText.Format(get(new RingbackOptions()))}; units are B, KiB, MiB",
            Read = o => SizeText.Format(get(o)),
            Assign = (o, text) =>
            {
                if (!SizeText.TryParse(text, out var value, out var error)) return error;
                set(o, value);
                return null;
            },
            Check = o => get(o) < least || get(o) > most
                ? $"it is out of range: it must be {SizeText.Format(least)} to {SizeText.Format(most)}"
                : null,
        };

    public static Setting Flag(string key, string help,
        Func<RingbackOptions, bool> get, Action<RingbackOptions, bool> set) => new()
        {
            Key = key,
            Kind = "true or false",
            Help = help,
            Write = "Write true or false",
            Read = o => get(o) ? "true" : "false",
            Assign = (o, text) =>
            {
                if (!bool.TryParse(text, out var value)) return "it is neither true nor false";
                set(o, value);
                return null;
            },
        };

    /// <summary>A choice of an enum's names, written in lower case; a flags enum takes several, with commas.</summary>
    public static Setting Choice<T>(string key, string help, T[] choices,
        Func<RingbackOptions, T> get, Action<RingbackOptions, T> set, bool several = false)
        where T : struct, Enum
    {
        var names = string.Join(", ", choices.Select(Name));
        return new()
        {
            Key = key,
            Kind = several ? "list" : "choice",
            Help = help,
            Write = several ? $"Write some of {names}, with commas between" : $"Write one of {names}",
            Read = o => several
                ? string.Join(',', choices.Where(c => get(o).HasFlag(c)).Select(Name))
                : Name(get(o)),
            Assign = (o, text) =>
            {
                long sum = 0;
                var parts = several ? SplitList(text) : [text.Trim()];
                foreach (var part in parts)
                {
                    var at = Array.FindIndex(choices, c => Name(c).Equals(part, StringComparison.OrdinalIgnoreCase));
                    if (at < 0) return $"\"{part}\" is not one of {names}";
                    sum |= Convert.ToInt64(choices[at], CultureInfo.InvariantCulture);
                }
                if (parts.Length == 0) return "empty";
                set(o, (T)Enum.ToObject(typeof(T), sum));
                return null;
            },
        };

        static string Name(T value) => value.ToString().ToLowerInvariant();
    }

    /// <summary>An absolute http or https address, or nothing.</summary>
    public static Setting Address(string key, string help, string example,
        Func<RingbackOptions, Uri?> get, Action<RingbackOptions, Uri?> set) => new()
        {
            Key = key,
            Kind = "address",
            Help = help,
            Write = $"Write an absolute address, such as {example}",
            Read = o => get(o)?.OriginalString ?? "",
            Assign = (o, text) =>
            {
                if (!Uri.TryCreate(text.Trim(), UriKind.Absolute, out var value)) return "it is not an absolute address";
                set(o, value);
                return null;
            },
            Check = o => get(o) is null or { Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" }
                ? null
                : "it must begin with http:// or https://, without query, fragment or credentials",
        };

    /// <summary>A list, with commas or semicolons between.</summary>
    public static Setting List(string key, string kind, string help, string write,
        Func<RingbackOptions, IEnumerable<string>> get, Func<RingbackOptions, string[], string?> set,
        Func<RingbackOptions, string?>? check = null) => new()
        {
            Key = key,
            Kind = kind,
            Help = help,
            Write = write,
            Read = o => string.Join(',', get(o)),
            Assign = (o, text) => set(o, SplitList(text)),
            Check = check ?? (static _ => null),
        };

    private static string[] SplitList(string text) =>
        text.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string OutOfRange(int least, int most) => $"it is out of range: it must be {Number(least)} to {Number(most)}";

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
