namespace Ringback.Storage.Relational.History;

/// <summary>
/// The scans of several operations as one, in the order of seq, cut where a message ends: at the limit, or where the first of the scans
/// that didn't reach its end stopped.
/// </summary>
internal readonly record struct RunMerge(IReadOnlyList<(int Operation, ScanRow Row)> Rows, long? First, long? Last, bool Done)
{
    public static RunMerge Merge(IEnumerable<(int Operation, Scan Scan)> scans, int limit, bool down)
    {
        var all = new List<(int Operation, ScanRow Row)>();
        long? frontier = null;
        long? first = null;
        long? last = null;
        foreach (var (operation, scan) in scans)
        {
            all.AddRange(scan.Matches.Select(row => (operation, row)));
            first = Nearer(first, scan.First);
            last = Farther(last, scan.Last);
            // Behind this nothing is known of this operation.
            if (!scan.Done)
                frontier = Nearer(frontier, scan.Last);
        }

        all.RemoveAll(row => frontier is { } edge && (down ? row.Row.Position < edge : row.Row.Position > edge));
        all.Sort((a, b) => a.Row.Position != b.Row.Position
            ? (down ? b.Row.Position.CompareTo(a.Row.Position) : a.Row.Position.CompareTo(b.Row.Position))
            : (down ? b.Operation.CompareTo(a.Operation) : a.Operation.CompareTo(b.Operation)));
        if (all.Count <= limit)
            return new RunMerge(all, first, frontier ?? last, frontier is null);

        // Not in the midst of a message, unless it is the only one.
        var cut = limit;
        while (cut > 0 && all[cut].Row.Position == all[cut - 1].Row.Position)
            cut--;
        if (cut == 0)
            for (cut = limit; cut < all.Count && all[cut].Row.Position == all[cut - 1].Row.Position;)
                cut++;
        return new RunMerge(all[..cut], first, all[cut - 1].Row.Position, cut == all.Count && frontier is null);

        long? Farther(long? a, long? b) => a is null ? b : b is null ? a : down ? Math.Min(a.Value, b.Value) : Math.Max(a.Value, b.Value);

        long? Nearer(long? a, long? b) => a is null ? b : b is null ? a : down ? Math.Max(a.Value, b.Value) : Math.Min(a.Value, b.Value);
    }
}
