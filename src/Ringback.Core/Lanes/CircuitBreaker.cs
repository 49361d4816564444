namespace Ringback.Core.Lanes;

/// <summary>
/// Spares a destination that only fails: after many failures in a row over some time nothing is sent but a probe now and then, less
/// and less often. A few messages that fail by schedule never trip it.
/// </summary>
/// <remarks>Not synchronised: its lane guards it. Times are milliseconds of a clock that only goes forward.</remarks>
internal sealed class CircuitBreaker(BreakerOptions options)
{
    private int _failures;
    private long _firstFailure;
    private long _openFor;
    private long _openUntil;

    public bool Open => _openFor > 0;

    /// <summary>Whether something may be sent now. What is sent while it is open is the probe: one at a time, its caller sees to it.</summary>
    /// <param name="now">The time.</param>
    /// <param name="from">If not, from when on.</param>
    public bool Allows(long now, out long from)
    {
        from = _openUntil;
        return _openFor == 0 || now >= _openUntil;
    }

    public void Succeeded() => (_failures, _openFor, _openUntil) = (0, 0, 0);

    public void Failed(long now)
    {
        if (_failures++ == 0)
            _firstFailure = now;
        // What was in flight when it opened fails too, and says nothing new: only a probe does.
        if (_openFor > 0 && now >= _openUntil)
            OpenFor(now, Math.Min(_openFor * 2, options.MaxOpenMs));
        else if (_openFor == 0 && _failures >= options.Failures && now - _firstFailure >= options.MinSpanMs)
            OpenFor(now, options.OpenMs);
    }

    private void OpenFor(long now, long time) => (_openFor, _openUntil) = (time, now + time);
}

/// <param name="Failures">In a row, at least.</param>
/// <param name="MinSpanMs">Over at least this time.</param>
/// <param name="OpenMs">How long it first stays open.</param>
/// <param name="MaxOpenMs">How long it stays open at most; each failed probe doubles the time.</param>
internal sealed record BreakerOptions(int Failures, long MinSpanMs, long OpenMs, long MaxOpenMs);
