using System.Runtime.InteropServices;
using System.Text;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>
/// SQLite looks at the clock between the steps of a statement, and a call of a function is one step. Most functions need time in
/// proportion to their arguments. Those below need time or memory in proportion to the product of two arguments, or to a square, so a single call may take
/// minutes, or gigabytes. They are replaced: a call is refused when that product is too large, and is done by SQLite's own function
/// otherwise, on a connection that has no data.
/// </summary>
internal sealed unsafe class GuardedFunctions : IDisposable
{
    /// <value>Of the product of two arguments' bytes: about a fifth of a second.</value>
    private const long MostWork = 1L << 29;

    private const int Flags = 1 | 0x800 | 0x200000 | 0x1000000; // UTF-8, deterministic, innocuous, gives a subtype
    private const int JsonSubtype = 'J';

    private static ReadOnlySpan<byte> TooLarge => "the arguments of a text function are larger than a statement of an operation may use"u8;

    /// <value>The levels that JSON may have in SQLite, each of which json_pretty indents.</value>
    private const long Levels = 1000;

    /// <value>What json_pretty writes for a level when it isn't told.</value>
    private const long Indent = 4;

    /// <value>LIKE and GLOB compare character by character, some eight times as slowly as the others.</value>
    private const long Slowness = 8;

    /// <value>Of a function whose work grows with the square of the length of all its arguments.</value>
    private const long Square = 0;

    /// <value>By which the square of the bytes is divided: a corner of a polygon takes several.</value>
    private const long SquareShare = 8;

    /// <value>With what a call's work is multiplied beside the lengths of its arguments, or <see cref="Square"/>.</value>
    private static readonly (string Name, int Arguments, bool IsJson, long Factor)[] Guarded =
    [
        ("instr", 2, false, 1), ("replace", 3, false, 1), ("trim", 2, false, 1), ("ltrim", 2, false, 1), ("rtrim", 2, false, 1), ("unhex", 2, false, 1),
        ("json_patch", 2, true, 1), ("jsonb_patch", 2, false, 1), ("json_pretty", 1, false, Levels * Indent), ("json_pretty", 2, false, Levels),
        ("like", 2, false, Slowness), ("like", 3, false, Slowness), ("glob", 2, false, Slowness),
        ("geopoly_overlap", 2, false, Square), ("geopoly_within", 2, false, Square),
    ];

    public static IEnumerable<(string Name, int Arguments)> Names => Guarded.Select(static one => (one.Name, one.Arguments));

    private readonly nint _database;
    private readonly List<nint> _states = [];

    private GuardedFunctions(nint database) => _database = database;

    /// <param name="database">Of one thread; the functions live until it is closed.</param>
    public static GuardedFunctions Install(nint database)
    {
        var code = Native.Open(":memory:", out var helper, Native.OpenReadWrite | Native.OpenNoMutex, 0);
        var functions = new GuardedFunctions(helper);
        try
        {
            if (code != Native.Ok)
                throw new TargetException(code, "SQLite's functions can't be replaced by functions with limits");
            StatementLimits.Set(helper);
            foreach (var (name, arguments, isJson, factor) in Guarded)
                functions.Add(database, name, arguments, isJson, factor);
            return functions;
        }
        catch
        {
            functions.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var state in _states)
        {
            _ = Native.Complete(((FunctionState*)state)->Statement);
            NativeMemory.Free((void*)state);
        }

        _states.Clear();
        _ = Native.Close(_database);
    }

    private void Add(nint database, string name, int arguments, bool isJson, long factor)
    {
        var text = Encoding.UTF8.GetBytes($"select {name}({string.Join(", ", Enumerable.Repeat("?", arguments))})\0");
        nint statement;
        fixed (byte* sql = text)
        {
            // A library that lacks the function has nothing to guard.
            if (Native.Prepare(_database, sql, text.Length, Native.PreparePersistent, out statement, 0) != Native.Ok)
                return;
        }

        var state = (FunctionState*)NativeMemory.AllocZeroed((nuint)sizeof(FunctionState));
        (state->Statement, state->Subtype, state->Factor) = (statement, isJson ? JsonSubtype : 0, factor);
        _states.Add((nint)state);
        var code = Native.CreateFunction(database, name, arguments, Flags, (nint)state, &Call, 0, 0, 0);
        if (code != Native.Ok)
            throw new TargetException(code, $"the function {name} can't be replaced by one with limits");
    }

    [UnmanagedCallersOnly]
    private static void Call(nint context, int count, nint* values)
    {
        var state = (FunctionState*)Native.UserData(context);
        if (WorkOf(count, values, state->Factor) > MostWork)
        {
            fixed (byte* text = TooLarge)
                Native.ResultError(context, text, TooLarge.Length);
            return;
        }

        for (var i = 0; i < count; i++)
            _ = Native.BindValue(state->Statement, i + 1, values[i]);
        var code = Native.Step(state->Statement);
        if (code == Native.Row)
        {
            Native.ResultValue(context, Native.ColumnValue(state->Statement, 0));
            if (state->Subtype != 0)
                Native.ResultSubtype(context, (uint)state->Subtype);
        }
        else
        {
            Native.ResultErrorCode(context, code);
        }

        _ = Native.Reset(state->Statement);
        _ = Native.ClearBindings(state->Statement);
    }

    private static long WorkOf(int count, nint* values, long factor)
    {
        // Of the first argument and the larger of the others: what is looked for, or put in, many times.
        long first = Native.ValueBytes(values[0]), other = 1;
        for (var i = 1; i < count; i++)
            other = Math.Max(other, Native.ValueBytes(values[i]));
        return factor == Square ? (first + other) * (first + other) / SquareShare : first * other * factor;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct FunctionState
    {
        public nint Statement;
        public int Subtype;
        public long Factor;
    }
}
