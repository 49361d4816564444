namespace Ringback.Core.Commit;

/// <summary>Whether the store could do its last commit: readiness and Deliver go by it.</summary>
internal sealed class StoreHealth
{
    private volatile string? _reason;

    /// <value>Why the last commit failed; null when it worked.</value>
    public string? Reason => _reason;

    public bool Writable => _reason is null;

    public void Failed(string reason) => _reason = reason;

    public void Worked()
    {
        if (_reason is not null)
            _reason = null;
    }
}
