using Microsoft.Extensions.Primitives;

namespace Ringback.Server.Gateway;

/// <summary>What one proxy says in <c>Forwarded</c>; null where it says nothing.</summary>
/// <param name="For">Who called it, with a port perhaps.</param>
/// <param name="Proto">By which scheme.</param>
/// <param name="Host">The <c>Host</c> that it saw.</param>
internal readonly record struct ForwardedHop(string? For, string? Proto, string? Host);

/// <summary>The header <c>Forwarded</c> (RFC 7239): an element for each proxy, the last one's at the end.</summary>
internal static class ForwardedHeader
{
    public const string Name = "Forwarded";
    private const int Longest = 8192;
    private const int MostHops = 64;

    /// <summary>The elements, in their order. None of a header that isn't of its form: which part of it was meant nobody can say.</summary>
    public static IReadOnlyList<ForwardedHop> Read(StringValues lines)
    {
        var text = string.Join(',', (IEnumerable<string?>)lines);
        if (text.Length is 0 or > Longest) return [];
        var hops = new List<ForwardedHop>();
        var (hop, isEmpty) = (default(ForwardedHop), true);
        for (var at = 0; ;)
        {
            at = SkipBlanks(text, at);
            isEmpty &= at == text.Length || text[at] == ',';
            if (at < text.Length && text[at] is not (',' or ';') && !TryPair(text, ref at, ref hop)) return [];
            at = SkipBlanks(text, at);
            if (at < text.Length && text[at] == ';')
            {
                at++;
                continue;
            }
            if (at < text.Length && text[at] != ',') return [];
            // Nobody's (RFC 9110, 5.6.1.2).
            if (!isEmpty) hops.Add(hop);
            if (at == text.Length) return hops;
            if (hops.Count == MostHops) return [];
            (hop, isEmpty) = (default, true);
            at++;
        }
    }

    private static bool TryPair(string text, ref int at, ref ForwardedHop hop)
    {
        var start = at;
        while (at < text.Length && IsTokenCharacter(text[at])) at++;
        var name = text.AsSpan(start, at - start);
        if (name.IsEmpty || at == text.Length || text[at] != '=') return false;
        at++;
        if (!TryValue(text, ref at, out var value)) return false;
        // Each may be there once (RFC 7239, 4).
        if (name.Equals("for", StringComparison.OrdinalIgnoreCase)) return Set(hop.For, hop with { For = value }, ref hop);
        if (name.Equals("proto", StringComparison.OrdinalIgnoreCase)) return Set(hop.Proto, hop with { Proto = value }, ref hop);
        return !name.Equals("host", StringComparison.OrdinalIgnoreCase) || Set(hop.Host, hop with { Host = value }, ref hop);

        static bool Set(string? before, ForwardedHop after, ref ForwardedHop hop)
        {
            hop = after;
            return before is null;
        }
    }

    private static bool TryValue(string text, ref int at, out string value)
    {
        value = "";
        var start = at;
        if (at < text.Length && text[at] == '"')
        {
            var unquoted = new System.Text.StringBuilder();
            for (at++; at < text.Length && text[at] != '"'; at++)
            {
                if (text[at] == '\\' && ++at == text.Length) return false;
                unquoted.Append(text[at]);
            }
            if (at == text.Length) return false;
            at++;
            value = unquoted.ToString();
            return true;
        }
        // Hosts and addresses with ports are to be quoted, and aren't always.
        while (at < text.Length && (IsTokenCharacter(text[at]) || text[at] is ':' or '[' or ']' or '/')) at++;
        value = text[start..at];
        return at > start;
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t') at++;
        return at;
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
