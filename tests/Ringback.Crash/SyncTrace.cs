using System.Globalization;
using System.Text.RegularExpressions;

namespace Ringback.Crash;

/// <summary>
/// What <c>strace -f -y</c> saw of a server: for each answer 202, whether the database's log was written and synced after the request had
/// been read. A sync counts from its begin to its end, so that one which was under way already proves nothing.
/// </summary>
internal sealed partial class SyncTrace
{
    private readonly Dictionary<string, int> _lastRead = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (string Text, int Begin)> _unfinished = [];
    private int _lastWrite = -1;
    private int _syncedFrom = -1;
    private int _writtenBeforeSync = -1;

    /// <value>Answers 202 that were seen.</value>
    public int Answers { get; private set; }

    /// <value>Of them, those that nothing was synced for.</value>
    public List<string> Unsynced { get; } = [];

    public static SyncTrace Read(string file)
    {
        var trace = new SyncTrace();
        var number = 0;
        foreach (var line in File.ReadLines(file)) trace.Take(line, number++);
        return trace;
    }

    /// <param name="line">A process id and a call, or one of its halves.</param>
    /// <param name="now">Counts up.</param>
    private void Take(string line, int now)
    {
        if (Line().Match(line) is not { Success: true } match) return;
        var thread = int.Parse(match.Groups["thread"].ValueSpan, CultureInfo.InvariantCulture);
        var text = match.Groups["call"].Value;
        if (text.EndsWith("<unfinished ...>", StringComparison.Ordinal))
        {
            _unfinished[thread] = (text, now);
            Began(text, now);
        }
        else if (Resumed().Match(text) is { Success: true } resumed && _unfinished.Remove(thread, out var begun))
        {
            // A read shows what it read only now.
            Ended(begun.Text[..begun.Text.LastIndexOf("<unfinished", StringComparison.Ordinal)] + text[resumed.Length..], begun.Begin, now);
        }
        else
        {
            Began(text, now);
            Ended(text, now, now);
        }
    }

    private void Began(string call, int now)
    {
        if (call.StartsWith("pwrite64(", StringComparison.Ordinal) && IsLog(call)) _lastWrite = now;
        if (!call.StartsWith("send", StringComparison.Ordinal) || !call.Contains("HTTP/1.1 202", StringComparison.Ordinal)) return;
        Answers++;
        var read = _lastRead.GetValueOrDefault(Descriptor(call), int.MaxValue);
        if (!(read < _writtenBeforeSync && _writtenBeforeSync < _syncedFrom)) Unsynced.Add(call);
    }

    private void Ended(string call, int begin, int now)
    {
        if (call.StartsWith("recv", StringComparison.Ordinal) && Result(call) > 0)
        {
            _lastRead[Descriptor(call)] = now;
        }
        else if ((call.StartsWith("fdatasync(", StringComparison.Ordinal) || call.StartsWith("fsync(", StringComparison.Ordinal))
            && IsLog(call) && Result(call) == 0 && begin > _syncedFrom)
        {
            _syncedFrom = begin;
            // One thread writes and syncs: what it wrote last, it wrote before this.
            _writtenBeforeSync = _lastWrite;
        }
    }

    private static bool IsLog(string call) => Descriptor(call).EndsWith("-wal", StringComparison.Ordinal);

    /// <summary>The path, or the socket, behind the first argument: <c>fdatasync(31&lt;/data/ringback.db-wal&gt;)</c>.</summary>
    private static string Descriptor(string call) => FirstArgument().Match(call).Groups["what"].Value;

    private static long Result(string call) =>
        long.TryParse(ResultOf().Match(call).Groups["result"].ValueSpan, CultureInfo.InvariantCulture, out var result) ? result : -1;

    [GeneratedRegex(@"^(\[pid +)?(?<thread>\d+)\]? +(?<call>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>,? ?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^\w+\(\d+<(?<what>[^>]*)>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirstArgument();

    [GeneratedRegex(@"= (?<result>-?\d+)( .*)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResultOf();
}
