namespace Ringback.Core.Deliver;

/// <summary>
/// Spares a destination that only fails: after many failures in a row over some time nothing is sent but a probe now and then, less
/// and less often. A few messages that fail by schedule never trip it.
/// </summary>
/// <remarks>Not synchronised: its lane guards it. Times are Unix milliseconds.</remarks>
internal sealed class CircuitBreaker(BreakerOptions options)
{
    private int _failures;
    private long _firstFailure;
    private long _openFor;
    private long _openUntil;
    private bool _probing;

    public bool Open => _openFor > 0;

    /// <summary>Whether something may be sent now; if not, from when on.</summary>
    public bool Allows(long now, out long from)
    {
        from = _openUntil;
        if (_openFor == 0)
            return true;
        if (!_probing)
            return now >= _openUntil;
        from = long.MaxValue;
        return false;
    }

    public void Sent()
    {
        if (_openFor > 0)
            _probing = true;
    }

    public void Succeeded() => (_failures, _openFor, _probing) = (0, 0, false);

    public void Failed(long now)
    {
        _probing = false;
        if (_failures++ == 0)
            _firstFailure = now;
        if (_openFor > 0)
            _openFor = Math.Min(_openFor * 2, options.MaxOpenMs);
        else if (_failures >= options.Failures && now - _firstFailure >= options.MinSpanMs)
            _openFor = options.OpenMs;
        _openUntil = now + _openFor;
    }
}

/// <param name="Failures">In a row, at least.</param>
/// <param name="MinSpanMs">Over at least this time.</param>
/// <param name="OpenMs">How long it first stays open.</param>
/// <param name="MaxOpenMs">How long it stays open at most; each failed probe doubles the time.</param>
internal sealed record BreakerOptions(int Failures, long MinSpanMs, long OpenMs, long MaxOpenMs);
