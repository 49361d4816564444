using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>
/// What an operation's statements may do in a SQLite database, asked by SQLite itself while it compiles them
/// (https://sqlite.org/c3ref/set_authorizer.html): read and change rows. Not attach another file, not change the schema, a pragma or
/// the transaction, nor touch the markers. And how long they may take, and how much memory: SQLite's own limits of memory are of the whole
/// process, in which Ringback's store must never be refused any, so the process is watched instead. Since other work may be what the process
/// grows by, a statement that is stopped for it is tried again.
/// </summary>
internal static unsafe class StatementGuard
{
    private const int Deny = 1;
    private const int Delete = 9;
    private const int Insert = 18;
    private const int Pragma = 19;
    private const int Read = 20;
    private const int Select = 21;
    private const int Update = 23;
    private const int Function = 31;
    private const int Recursive = 33;

    /// <value>Steps of SQLite's machine between two looks at the clock: few, as each may make a value of <see cref="StatementLimits.MostBytes"/>.</value>
    private const int StepsBetweenLooks = 64;

    /// <value>Between two looks at the process's memory, which take some 30 µs each. A statement that is done before costs none.</value>
    private const long MsBetweenWeighings = 5;

    /// <value>By which the process may grow while one statement runs.</value>
    private const long MostMemory = 256L << 20;

    private static ReadOnlySpan<byte> Markers => "ringback_run"u8;

    /// <param name="database">Of one thread.</param>
    /// <param name="state">Lives as long as the connection.</param>
    public static void Install(nint database, GuardState* state)
    {
        _ = Native.SetAuthorizer(database, &Authorize, (nint)state);
        Native.SetProgress(database, StepsBetweenLooks, &MustStop, (nint)state);
    }

    [UnmanagedCallersOnly]
    private static int MustStop(nint state)
    {
        var guard = (GuardState*)state;
        if (guard->Deadline == 0)
            return 0;
        var now = Environment.TickCount64;
        if (now > guard->Deadline)
            return 1;
        if (now < guard->NextWeighing)
            return 0;
        // The first look says what the process had before; what a statement takes within those milliseconds is a few values.
        var (memory, managed) = (Environment.WorkingSet, Math.Max(GC.GetTotalMemory(forceFullCollection: false), GC.GetGCMemoryInfo().TotalCommittedBytes));
        guard->NextWeighing = now + MsBetweenWeighings;
        // A process that gave memory back may take it again: it is compared with the least that it had.
        if (guard->Memory == 0 || memory < guard->Memory)
            (guard->Memory, guard->Managed, guard->MostManaged) = (memory, managed, managed);
        // The garbage collector keeps what it had: the most that the managed heap had meanwhile is not the statement's.
        guard->MostManaged = Math.Max(guard->MostManaged, managed);
        if (memory - guard->Memory - (guard->MostManaged - guard->Managed) > MostMemory)
            guard->Stopped = GuardStop.Memory;
        return guard->Stopped == GuardStop.None ? 0 : 1;
    }

    [UnmanagedCallersOnly]
    private static int Authorize(nint state, int action, byte* first, byte* second, byte* database, byte* cause)
    {
        if (((GuardState*)state)->Guarded == 0)
            return Native.Ok;
        return action switch
        {
            Read or Select or Recursive => Native.Ok,
            Insert or Update or Delete => Is(first, Markers) || StartsWith(first, "sqlite_"u8) ? Deny : Native.Ok,
            Function => Is(second, "load_extension"u8) || Is(second, "fts3_tokenizer"u8) ? Deny : Native.Ok,
            // What full-text tables ask of their own accord.
            Pragma => second is null && (Is(first, "data_version"u8) || Is(first, "page_size"u8)) ? Native.Ok : Deny,
            _ => Deny,
        };
    }

    private static bool Is(byte* text, ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(ReadText(text), name);

    private static bool StartsWith(byte* text, ReadOnlySpan<byte> start) =>
        ReadText(text) is var name && name.Length >= start.Length && Ascii.EqualsIgnoreCase(name[..start.Length], start);

    private static ReadOnlySpan<byte> ReadText(byte* text) => text is null ? [] : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}

/// <summary>What a statement had too much of, beside time.</summary>
internal enum GuardStop
{
    None = 0,
    Memory = 1,
    TemporaryFiles = 2,
}

/// <summary>What the guard goes by, where SQLite's callbacks can reach it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GuardState
{
    /// <value>1 while statements of operations are compiled or run.</value>
    public int Guarded;

    /// <value>By <see cref="Environment.TickCount64"/>; 0 is none.</value>
    public long Deadline;

    /// <value>When the process's memory is looked at, by the same clock.</value>
    public long NextWeighing;

    /// <value>The least bytes that the process had at any look; 0 before the first.</value>
    public long Memory;

    /// <value>Bytes of the managed heap at that look.</value>
    public long Managed;

    /// <value>The most bytes that the managed heap had at any look since.</value>
    public long MostManaged;

    /// <value>Bytes that the statement wrote to temporary files.</value>
    public long Temporary;

    /// <value>Why the statement was stopped.</value>
    public GuardStop Stopped;

    public void Begin(long timeoutMs)
    {
        var now = Environment.TickCount64;
        this = new GuardState { Guarded = 1, Deadline = now + timeoutMs, NextWeighing = now + 1 };
    }
}
