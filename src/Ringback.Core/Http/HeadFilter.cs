using System.Buffers;

namespace Ringback.Core.Http;

/// <summary>
/// Makes header lines that aren't HTTP (RFC 9112, 5) into ones that are, as they are read: HttpClient would throw the whole answer away, with
/// its status. What a name can't have becomes <c>!</c>, by which it names no header that means anything; a line without a colon gets one at
/// its end; NUL and a CR within a value become blanks. No byte is added or taken away.
/// </summary>
/// <remarks>A line that a read cuts in an unlucky place stays as it is, and so does one of a single character.</remarks>
internal struct HeadFilter
{
    private const int StatusAt = 9; // "HTTP/1.1 "
    private const int SwitchingProtocols = 101;
    private const byte Stand = (byte)'!';

    // RFC 9110, 5.6.2.
    private static readonly SearchValues<byte> Token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private Place _place;
    private int _inLine;
    private int _status;

    private enum Place : byte
    {
        StatusLine,
        LineStart,
        Name,
        Value,
        Body,
    }

    /// <summary>Takes what was read next, and changes it in its place.</summary>
    public void Apply(Span<byte> bytes)
    {
        for (var at = 0; at < bytes.Length && _place != Place.Body;)
        {
            at = _place switch
            {
                Place.StatusLine => ReadStatus(bytes, at),
                Place.LineStart => StartLine(bytes, at),
                Place.Name => FilterName(bytes, at),
                _ => FilterValue(bytes, at),
            };
        }
    }

    private int ReadStatus(ReadOnlySpan<byte> bytes, int at)
    {
        var next = bytes[at];
        if (next == '\n') EndLine();
        else if (_inLine++ is >= StatusAt and < StatusAt + 3) _status = _status * 10 + (next - '0');
        return at + 1;
    }

    private int StartLine(ReadOnlySpan<byte> bytes, int at)
    {
        switch (bytes[at])
        {
            case (byte)'\r':
                return at + 1;
            case (byte)'\n':
                // An informational head comes before another one.
                _place = _status is >= 100 and < 200 and not SwitchingProtocols ? Place.StatusLine : Place.Body;
                (_inLine, _status) = (0, 0);
                return at + 1;
            case (byte)' ' or (byte)'\t':
                // It goes on with the line before (5.2).
                _place = Place.Value;
                return at;
            default:
                _place = Place.Name;
                return at;
        }
    }

    private int FilterName(Span<byte> bytes, int at)
    {
        var next = bytes[at];
        if (next == '\n')
        {
            if (_inLine > 1 && at > 0) bytes[at - 1] = (byte)':';
            EndLine();
            return at + 1;
        }

        if (next is (byte)':' or (byte)'\r' && _inLine > 0)
        {
            bytes[at] = (byte)':';
            _place = Place.Value;
            return at + 1;
        }

        if (next is (byte)' ' or (byte)'\t')
        {
            // Blanks before the colon are no part of the name.
            var end = at;
            while (end < bytes.Length && bytes[end] is (byte)' ' or (byte)'\t') end++;
            if (end == bytes.Length || (bytes[end] == ':' && _inLine > 0)) return end;
            bytes[at..end].Fill(Stand);
            _inLine += end - at;
            return end;
        }

        if (!Token.Contains(next)) bytes[at] = Stand;
        _inLine++;
        return at + 1;
    }

    private int FilterValue(Span<byte> bytes, int at)
    {
        var length = bytes[at..].IndexOf((byte)'\n');
        var end = length < 0 ? bytes.Length : at + length;
        var value = bytes[at..end];
        value.Replace((byte)0, (byte)' ');
        // The last one may belong to the end of the line.
        if (value.Length > 0) value[..^1].Replace((byte)'\r', (byte)' ');
        if (length < 0) return end;
        EndLine();
        return end + 1;
    }

    private void EndLine() => (_place, _inLine) = (Place.LineStart, 0);
}
