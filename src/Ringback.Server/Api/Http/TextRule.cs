using System.Buffers;
using Ringback.Core.Ids;

namespace Ringback.Server.Api.Http;

/// <summary>What a text may be; the shapes are those of the API's OpenAPI document.</summary>
internal sealed class TextRule
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <value>Beside letters and digits, what names may hold that stand in paths.</value>
    private const string Segment = "-_.";

    /// <value>What is printable ASCII beside letters and digits.</value>
    private const string Signs = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private readonly int _shortest;
    private readonly int _longest;
    private readonly SearchValues<char>? _characters;
    private readonly string? _pattern;
    private readonly string _shown;
    private readonly string[] _notBefore;
    private readonly Readable _readable;
    private readonly bool _isPathSegment;

    private TextRule(
        int shortest, int longest, string? characters = null, string[]? notBefore = null, string? shown = null, Readable readable = Readable.Anything)
    {
        (_shortest, _longest, _notBefore, _readable) = (shortest, longest, notBefore ?? [], readable);
        _isPathSegment = characters == Segment;
        _characters = characters is null ? null : SearchValues.Create(Alphanumeric + characters);
        _pattern = characters is null ? null : characters == Signs ? "^[ -~]+$" : $"^[a-zA-Z0-9{Escaped(characters)}]+$";
        _shown = shown ?? $"may contain only letters, digits and {string.Join(' ', (characters ?? "").ToCharArray())}";
    }

    private enum Readable
    {
        Anything,

        /// <summary>Something of it can be seen, and nothing of it controls a terminal or ends a line.</summary>
        Line,

        /// <summary>The same, of several lines; nothing at all is a text, too.</summary>
        Lines,
    }

    /// <value>In characters.</value>
    public int Shortest => _shortest;

    /// <value>In characters; <see cref="int.MaxValue"/>: any number.</value>
    public int Longest => _longest;

    /// <value>A regular expression (ECMA 262) of the characters that it may hold; null: any.</value>
    public string? Pattern => _pattern;

    public static TextRule EventType { get; } = new(1, 256, Segment);

    public static TextRule SourceName { get; } = new(2, 256, readable: Readable.Line);

    public static TextRule SourceUid { get; } = new(1, 60, "-_", ["src_"]);

    public static TextRule EventId { get; } = new(1, 256, Segment);

    public static TextRule Channel { get; } = new(1, 128, "-_.:+");

    public static TextRule Tag { get; } = new(1, 128, "-_./\\#");

    public static TextRule SessionId { get; } = new(1, 64, "@-_");

    public static TextRule Name { get; } = new(1, 4096, readable: Readable.Line);

    public static TextRule Description { get; } = new(0, 64 * 1024, readable: Readable.Lines);

    public static TextRule Any { get; } = new(0, int.MaxValue);

    /// <summary>A uid, which may not begin as the ids of its kind do: a path takes either.</summary>
    public static TextRule Uid(params string[] idPrefixes) => new(1, 256, Segment, idPrefixes);

    /// <summary>A name of that length, of any characters that can be seen.</summary>
    public static TextRule NameUpTo(int longest) => new(1, longest, readable: Readable.Line);

    public static TextRule Between(int shortest, int longest) => new(shortest, longest);

    /// <summary>Of a header: printable ASCII.</summary>
    public static TextRule Printable(int longest) => new(1, longest, Signs, shown: "may contain only printable ASCII", readable: Readable.Line);

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
        if (_isPathSegment && PathStep.Is(text)) return "must not consist of dots only, because . and .. have a special meaning in the path of a URL";
        return _readable == Readable.Anything ? null : VisibleText.Problem(text, lines: _readable == Readable.Lines);
    }

    /// <summary>As they stand in a class of a regular expression.</summary>
    private static string Escaped(string characters) =>
        string.Concat(characters.Select(static c => c is '-' or '\\' or ']' or '^' ? $"\\{c}" : c.ToString()));
}
