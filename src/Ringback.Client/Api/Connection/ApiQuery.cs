using System.Globalization;
using System.Text;

namespace Ringback.Client.Api;

/// <summary>A path with its query; values are encoded.</summary>
internal sealed record ApiQuery(string Path, IReadOnlyList<(string Name, string Value)> Parameters)
{
    public ApiQuery(string path) : this(path, [])
    {
    }

    /// <summary>Unless null.</summary>
    public ApiQuery With(string name, string? value) => value is null ? this : this with { Parameters = [.. Parameters, (name, value)] };

    public ApiQuery With(string name, DateTimeOffset? time) =>
        With(name, time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));

    public ApiQuery With(string name, int? number) => With(name, number?.ToString(CultureInfo.InvariantCulture));

    /// <param name="name">Of the parameter.</param>
    /// <param name="flag">Null is the default.</param>
    /// <param name="unless">The API's default, which isn't sent.</param>
    public ApiQuery WithFlag(string name, bool? flag, bool unless) => flag is { } given && given != unless ? With(name, given ? "true" : "false") : this;

    /// <summary>Several values of which any will do; null, or none: all.</summary>
    public ApiQuery WithAny(string name, IReadOnlyCollection<string>? values) => With(name, values is { Count: > 0 } ? string.Join(',', values) : null);

    /// <summary>A path whose holes are segments, each encoded.</summary>
    public static string BuildPath(ref Segments path) => path.ToString();

    public static implicit operator string(ApiQuery query)
    {
        if (query.Parameters.Count == 0) return query.Path;
        var text = new StringBuilder(query.Path);
        var separator = '?';
        foreach (var (name, value) in query.Parameters)
        {
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return text.ToString();
    }

    [System.Runtime.CompilerServices.InterpolatedStringHandler]
    internal ref struct Segments(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + formattedCount * 32);

        public readonly void AppendLiteral(string literal) => _text.Append(literal);

        /// <exception cref="ArgumentException">It is empty, which would be another path.</exception>
        public readonly void AppendFormatted(string segment)
        {
            ArgumentException.ThrowIfNullOrEmpty(segment);
            // "." and ".." would be resolved away.
            if (segment.AsSpan().Trim('.').IsEmpty) throw new ArgumentException($"'{segment}' isn't an id", nameof(segment));
            _text.Append(Uri.EscapeDataString(segment));
        }

        public override readonly string ToString() => _text.ToString();
    }
}
