using System.Buffers.Text;

namespace Ringback.Bench.Load;

/// <summary>Follows one HTTP/1.1 response as its bytes come in, keeping nothing but status and what is left to read.</summary>
internal sealed class ResponseReader
{
    private enum Part { Head, Body, ChunkSize, ChunkData, Trailer, Done }

    private readonly byte[] _line = new byte[8192];
    private int _filled;
    private long _left;
    private Part _part;

    public int Status { get; private set; }

    public void Reset()
    {
        _part = Part.Head;
        _filled = 0;
        Status = 0;
    }

    /// <summary>Takes the bytes that came; true when the response is complete.</summary>
    public bool Read(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && _part != Part.Done)
        {
            bytes = _part switch
            {
                Part.Head => ReadHead(bytes),
                Part.Body or Part.ChunkData => Skip(bytes),
                _ => ReadLine(bytes),
            };
        }

        return _part == Part.Done;
    }

    private ReadOnlySpan<byte> ReadHead(ReadOnlySpan<byte> bytes)
    {
        // Nearly always the head comes whole, and is read where it lies.
        if (_filled == 0 && bytes.IndexOf("\r\n\r\n"u8) is var end and >= 0)
        {
            TakeHead(bytes[..(end + 2)]);
            return bytes[(end + 4)..];
        }

        if (_filled == _line.Length)
            throw new InvalidDataException("A response head over 8 KiB.");
        _line[_filled++] = bytes[0];
        if (_line.AsSpan(0, _filled).EndsWith("\r\n\r\n"u8))
        {
            TakeHead(_line.AsSpan(0, _filled - 2));
            _filled = 0;
        }

        return bytes[1..];
    }

    private void TakeHead(ReadOnlySpan<byte> head)
    {
        Status = (head[9] - '0') * 100 + (head[10] - '0') * 10 + head[11] - '0';
        _left = 0;
        var chunked = false;
        var rest = head[(head.IndexOf("\r\n"u8) + 2)..];
        while (rest.IndexOf("\r\n"u8) is var end and > 0)
        {
            var line = rest[..end];
            if (Is(line, "content-length:"u8))
                Utf8Parser.TryParse(line[15..].TrimStart((byte)' '), out _left, out _);
            else if (Is(line, "transfer-encoding:"u8))
                chunked = true;
            rest = rest[(end + 2)..];
        }

        _part = chunked ? Part.ChunkSize : _left > 0 ? Part.Body : Part.Done;
    }

    private static bool Is(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && System.Text.Ascii.EqualsIgnoreCase(line[..name.Length], name);

    private ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> bytes)
    {
        var taken = (int)Math.Min(_left, bytes.Length);
        _left -= taken;
        if (_left == 0)
            _part = _part == Part.Body ? Part.Done : Part.ChunkSize;
        return bytes[taken..];
    }

    private ReadOnlySpan<byte> ReadLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        var piece = end < 0 ? bytes : bytes[..end];
        piece[..Math.Min(piece.Length, 64)].CopyTo(_line.AsSpan(_filled));
        _filled = Math.Min(_filled + piece.Length, 64);
        if (end < 0)
            return default;
        TakeLine(_line.AsSpan(0, _filled).TrimEnd((byte)'\r'));
        _filled = 0;
        return bytes[(end + 1)..];
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        if (_part == Part.Trailer)
        {
            if (line.IsEmpty)
                _part = Part.Done;
            return;
        }

        if (!Utf8Parser.TryParse(line, out long size, out _, 'x'))
            throw new InvalidDataException("A chunk size that is no number.");
        (_left, _part) = size == 0 ? (0, Part.Trailer) : (size + 2, Part.ChunkData);
    }
}
