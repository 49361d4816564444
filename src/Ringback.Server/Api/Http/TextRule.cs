using System.Buffers;

namespace Ringback.Server.Api.Http;

/// <summary>What a text may be; the shapes are those of the API's OpenAPI document.</summary>
internal sealed class TextRule
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private readonly int _shortest;
    private readonly int _longest;
    private readonly SearchValues<char>? _characters;
    private readonly string _shown;
    private readonly string[] _notBefore;

    private TextRule(int shortest, int longest, string? characters = null, string[]? notBefore = null, string? shown = null)
    {
        (_shortest, _longest, _notBefore) = (shortest, longest, notBefore ?? []);
        _characters = characters is null ? null : SearchValues.Create(Alphanumeric + characters);
        _shown = shown ?? $"may hold letters, digits and {string.Join(' ', (characters ?? "").ToCharArray())} only";
    }

    public static TextRule EventType { get; } = new(1, 256, "-_.");

    public static TextRule SourceName { get; } = new(2, 256);

    public static TextRule SourceUid { get; } = new(1, 60, "-_", ["src_"]);

    public static TextRule EventId { get; } = new(1, 256, "-_.");

    public static TextRule Channel { get; } = new(1, 128, "-_.:+");

    public static TextRule Tag { get; } = new(1, 128, "-_./\\#");

    public static TextRule SessionId { get; } = new(1, 64, "@-_");

    public static TextRule Name { get; } = new(1, 4096);

    public static TextRule Description { get; } = new(0, 64 * 1024);

    public static TextRule Any { get; } = new(0, int.MaxValue);

    /// <summary>A uid, which may not begin as the ids of its kind do: a path takes either.</summary>
    public static TextRule Uid(params string[] idPrefixes) => new(1, 256, "-_.", idPrefixes);

    public static TextRule Between(int shortest, int longest) => new(shortest, longest);

    /// <summary>Of a header: printable ASCII.</summary>
    public static TextRule Printable(int longest) => new(1, longest, " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", shown: "may hold printable ASCII only");

    /// <summary>What is wrong with the text, or null.</summary>
    public string? Problem(ReadOnlySpan<char> text)
    {
        if (text.Length < _shortest) return text.IsEmpty ? "must not be empty" : $"must have at least {_shortest} characters";
        if (text.Length > _longest) return $"must have at most {_longest} characters";
        if (_characters is not null && text.ContainsAnyExcept(_characters)) return _shown;
        foreach (var prefix in _notBefore)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal)) return $"may not begin with {prefix}, as ids do";
        }
        return null;
    }
}
