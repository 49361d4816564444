namespace Ringback.Core.Http;

/// <summary>
/// Tells from the bytes that a receiver sends over HTTP/1.1 whether its answer has begun: whether a status line is whole that isn't of an
/// informational head (100, 102, 103), which comes before an answer and is none.
/// </summary>
internal struct AnswerStart
{
    private const int VersionLength = 9; // "HTTP/1.1 "
    private const int SwitchingProtocols = 101;

    private int _inLine;
    private int _status;
    private bool _isStatusLine;
    private bool _isHead;

    /// <value>Whether the status line of an answer is whole.</value>
    public bool HasBegun { get; private set; }

    /// <summary>Takes what was read next.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (var next in bytes)
        {
            if (HasBegun)
                return;
            if (next == '\n')
                EndLine();
            else if (next != '\r')
                AddToLine(next);
        }
    }

    private void AddToLine(byte next)
    {
        if (_inLine == 0 && !_isHead)
            (_isHead, _isStatusLine, _status) = (true, true, 0);
        if (_isStatusLine && _inLine < VersionLength)
            _isStatusLine = _inLine >= 4 || next == "HTTP"[_inLine];
        else if (_isStatusLine && _inLine < VersionLength + 3)
            _status = _status * 10 + (next - '0');
        _inLine++;
    }

    private void EndLine()
    {
        HasBegun = _isStatusLine && _status is (>= 200 and <= 999) or SwitchingProtocols;
        // An empty line ends a head, and the next begins with a status line.
        _isHead &= _inLine > 0;
        _isStatusLine = false;
        _inLine = 0;
    }
}
