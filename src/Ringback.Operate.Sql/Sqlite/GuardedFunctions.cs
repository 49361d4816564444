using System.Runtime.InteropServices;
using System.Text;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>
/// SQLite looks at the clock between the steps of a statement, and a call of a function is one step. Most functions need time in
/// proportion to their arguments. Those below need it in proportion to the product of two arguments, so a single call may take minutes.
/// They are replaced: a call is refused when that product is too large, and is done by SQLite's own function otherwise, on a connection
/// that has no data.
/// </summary>
internal sealed unsafe class GuardedFunctions : IDisposable
{
    /// <value>Of the product of two arguments' bytes: about a fifth of a second.</value>
    private const long MostWork = 1L << 29;

    private const int Flags = 1 | 0x800 | 0x200000 | 0x1000000; // UTF-8, deterministic, innocuous, gives a subtype
    private const int JsonSubtype = 'J';

    private static ReadOnlySpan<byte> TooLarge => "the arguments of a text function are too large for an operation's statement"u8;

    private static readonly (string Name, int Arguments, bool IsJson)[] Names =
    [
        ("instr", 2, false), ("replace", 3, false), ("trim", 2, false), ("ltrim", 2, false), ("rtrim", 2, false), ("unhex", 2, false),
        ("json_patch", 2, true),
    ];

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
                throw new TargetException(code, "SQLite's functions can't be guarded");
            _ = Native.Limit(helper, 0, StatementLimits.MostBytes);
            foreach (var (name, arguments, isJson) in Names)
                functions.Add(database, name, arguments, isJson);
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

    private void Add(nint database, string name, int arguments, bool isJson)
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
        (state->Statement, state->Subtype) = (statement, isJson ? JsonSubtype : 0);
        _states.Add((nint)state);
        var code = Native.CreateFunction(database, name, arguments, Flags, (nint)state, &Call, 0, 0, 0);
        if (code != Native.Ok)
            throw new TargetException(code, $"the function {name} can't be guarded");
    }

    [UnmanagedCallersOnly]
    private static void Call(nint context, int count, nint* values)
    {
        var state = (FunctionState*)Native.UserData(context);
        // Of the first argument and the larger of the others: what is looked for, or put in, many times.
        long first = Native.ValueBytes(values[0]), other = 1;
        for (var i = 1; i < count; i++)
            other = Math.Max(other, Native.ValueBytes(values[i]));
        if (first * other > MostWork)
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

    [StructLayout(LayoutKind.Sequential)]
    private struct FunctionState
    {
        public nint Statement;
        public int Subtype;
    }
}
