namespace Ringback.Operate.Sql;

/// <summary>
/// How many sessions a database has, of all organisations together. While somebody waits for one, a lane gives its own back when it has
/// nothing to do or had its turn, and the next one goes to the organisation that has the fewest.
/// </summary>
/// <remarks>Thread-safe. No lane is called under its lock.</remarks>
internal sealed class SessionGate(int most)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _held = new(StringComparer.Ordinal);
    private readonly List<SqlLane> _holders = [];
    private readonly List<SqlLane> _waiting = [];
    private volatile bool _isWanted;

    /// <value>Whether somebody waits for a session.</value>
    public bool IsWanted => _isWanted;

    /// <summary>Asks for one more session for a lane, which is told when it has it: now, or later.</summary>
    public void Ask(SqlLane lane)
    {
        SqlLane[] holders;
        lock (_lock)
        {
            if (_holders.Count < most)
            {
                Give(lane);
                holders = [];
            }
            else
            {
                _waiting.Add(lane);
                _isWanted = true;
                holders = [.. _holders.Distinct()];
            }
        }

        if (holders.Length == 0)
            lane.Granted();
        foreach (var holder in holders)
            holder.MakeRoom();
    }

    /// <summary>A lane gives a session back.</summary>
    public void Leave(SqlLane lane)
    {
        SqlLane? next = null;
        lock (_lock)
        {
            _holders.Remove(lane);
            if (--_held[lane.Organisation] == 0)
                _held.Remove(lane.Organisation);
            if (_waiting.Count > 0)
            {
                next = _waiting.MinBy(one => _held.GetValueOrDefault(one.Organisation))!;
                _waiting.Remove(next);
                _isWanted = _waiting.Count > 0;
                Give(next);
            }
        }

        next?.Granted();
    }

    /// <summary>A lane is closed: it waits for nothing any more.</summary>
    /// <returns>How many sessions it waited for.</returns>
    public int Forget(SqlLane lane)
    {
        lock (_lock)
        {
            var waited = _waiting.RemoveAll(one => one == lane);
            _isWanted = _waiting.Count > 0;
            return waited;
        }
    }

    private void Give(SqlLane lane)
    {
        _holders.Add(lane);
        _held[lane.Organisation] = _held.GetValueOrDefault(lane.Organisation) + 1;
    }
}
