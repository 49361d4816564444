namespace Ringback.Operate.Sql.Sqlite;

/// <summary>Who writes to a SQLite file. It has one writer at a time, so the sessions take turns in the order in which they ask.</summary>
internal sealed class FileTurns
{
    private readonly object _gate = new();
    private long _next;
    private long _serving;

    /// <summary>Waits for the turn.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            var ticket = _next++;
            while (ticket != _serving)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Lets the next one in.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _serving++;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Leaves the file to the others for a while.</summary>
    public void Rest(long milliseconds)
    {
        lock (_gate)
        {
            for (var end = Environment.TickCount64 + milliseconds; end - Environment.TickCount64 is > 0 and var left;)
                Monitor.Wait(_gate, (int)left);
        }
    }
}
