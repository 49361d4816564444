using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Sessions;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>A connection to somebody else's SQLite database. Of one thread at a time.</summary>
internal sealed unsafe class TargetConnection : IDisposable
{
    /// <value>"RBCK", in the header of every database of Ringback's own, by whatever path it is reached.</value>
    private const long OwnApplicationId = 0x5242434B;

    private const int BusyMs = 5000;
    private const int MostStatements = 500;
    private const string Find = "select statements from ringback_run where message = ? and operation = ? and run = ?";
    private const string Mark = "insert into ringback_run (message, operation, run, rows_changed, statements) values (?, ?, ?, ?, ?)";
    private const string PruneSome =
        "delete from ringback_run where (message, operation, run) in (select message, operation, run from ringback_run where message < ? limit ?)";

    private readonly Dictionary<string, TargetStatement> _statements = new(StringComparer.Ordinal);
    private readonly List<TargetStatement> _own = [];
    private readonly GuardState* _guard;
    private readonly nint _handle;
    private readonly GuardedFunctions? _functions;
    private readonly TargetStatement? _begin;
    private readonly TargetStatement? _commit;
    private readonly TargetStatement? _find;
    private readonly TargetStatement? _mark;
    private bool _disposed;

    private TargetConnection(nint handle)
    {
        _handle = handle;
        _guard = (GuardState*)NativeMemory.AllocZeroed((nuint)sizeof(GuardState));
        try
        {
            _ = Native.ExtendedResultCodes(handle, 1);
            _ = Native.BusyTimeout(handle, BusyMs);
            var owner = Own("pragma application_id");
            IsOwn = owner.Find() && owner.Int64(0) == OwnApplicationId;
            owner.Reset();
            if (IsOwn)
                return;
            // The file's journal mode is its owner's choice; that what is committed is on disk is ours.
            Own("pragma synchronous = full").Run();
            Own("pragma foreign_keys = on").Run();
            // What doesn't fit into the cache goes to files, which are bounded.
            Own("pragma temp_store = file").Run();
            _begin = Own("begin immediate");
            _commit = Own("commit");
            Save = Own("savepoint ringback");
            Release = Own("release ringback");
            Undo = Own("rollback to ringback");
            MakeMarkers();
            (_find, _mark, Prune) = (OnMarkers(Find), OnMarkers(Mark), OnMarkers(PruneSome));
            StatementLimits.Set(handle);
            _functions = GuardedFunctions.Install(handle);
            StatementGuard.Install(handle, _guard);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <value>Whether it is a database of Ringback's: then it is of no use for anything.</value>
    public bool IsOwn { get; }

    /// <value>Whether its file was deleted, or another one is in its place: what is written to it now is lost.</value>
    public bool HasMoved => Native.FileControl(_handle, "main", Native.ControlHasMoved, out var moved) == Native.Ok && moved != 0;

    public bool InTransaction => Native.GetAutocommit(_handle) == 0;

    public long Changes => Native.Changes(_handle);

    public TargetStatement Save { get; } = null!;

    public TargetStatement Release { get; } = null!;

    public TargetStatement Undo { get; } = null!;

    public TargetStatement Prune { get; } = null!;

    /// <param name="path">Of a database that exists: a mistyped path makes no new one.</param>
    /// <exception cref="TargetException">It can't be opened.</exception>
    public static TargetConnection Open(string path)
    {
        var code = Native.Open(path, out var handle, Native.OpenReadWrite | Native.OpenNoMutex, TemporaryFiles.Vfs());
        if (code == Native.Ok)
            return new TargetConnection(handle);
        var reason = Marshal.PtrToStringUTF8(Native.ErrorMessage(handle));
        _ = Native.Close(handle);
        throw new TargetException(code, reason ?? "the database can't be opened");
    }

    public void Begin() => _begin!.Run();

    public void Commit() => _commit!.Run();

    public void Rollback()
    {
        if (InTransaction)
            _ = Native.Execute(_handle, "rollback", 0, 0, 0);
    }

    /// <summary>What the marker of a run says of its rows; null when there is none.</summary>
    /// <exception cref="MarkerTableException">There is no table of markers any more.</exception>
    public string? FindMarker(SqlValue message, SqlValue operation, SqlValue run)
    {
        try
        {
            return _find!.Bind(1, message).Bind(2, operation).Bind(3, run).Find() ? _find.Text(0) : null;
        }
        catch (TargetException gone) when (!gone.IsOfConnection)
        {
            throw new MarkerTableException(gone);
        }
        finally
        {
            _find!.Reset();
        }
    }

    /// <exception cref="MarkerTableException">There is no table of markers any more.</exception>
    public void PutMarker(SqlValue message, SqlValue operation, SqlValue run, long[] rows)
    {
        try
        {
            _mark!.Bind(1, message).Bind(2, operation).Bind(3, run)
                .Bind(4, new SqlValue(SqlValueKind.Integer, rows.Sum(), default)).Bind(5, SqlValue.Text(Encoding.UTF8.GetBytes(Marker.Write(rows))));
            _mark.RunBound();
        }
        catch (TargetException gone) when (!gone.IsOfConnection)
        {
            throw new MarkerTableException(gone);
        }
    }

    /// <summary>Runs an operation's statement within the time, watched.</summary>
    /// <exception cref="TargetException">SQLite refused.</exception>
    public long Run(SqlCommand command, SqlValue[] values, long timeoutMs)
    {
        _guard->Begin(timeoutMs);
        TemporaryFiles.Count(_guard);
        try
        {
            if (!_statements.TryGetValue(command.Text, out var statement))
            {
                if (_statements.Count >= MostStatements)
                    Forget();
                _statements[command.Text] = statement = Prepare(command.Text);
            }

            return statement.Run(command.Names, values);
        }
        catch (TargetException stopped) when (_guard->Stopped != GuardStop.None)
        {
            throw stopped.WithStop(_guard->Stopped);
        }
        finally
        {
            TemporaryFiles.Count(null);
            *_guard = default;
        }
    }

    public TargetException ErrorOf(int code) =>
        new(code, string.Create(CultureInfo.InvariantCulture, $"{Marshal.PtrToStringUTF8(Native.ErrorMessage(_handle))} (SQLite code {code})"));

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Forget();
        foreach (var statement in _own)
            statement.Dispose();
        _ = Native.Close(_handle);
        _functions?.Dispose();
        NativeMemory.Free(_guard);
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
    }

    /// <exception cref="MarkerTableException">Something else has the table's name.</exception>
    private void MakeMarkers() => OnMarkers(
        """
        create table if not exists ringback_run (
            message text not null, operation text not null, run integer not null,
            rows_changed integer not null, statements text not null,
            primary key (message, operation, run)) without rowid
        """).Run();

    /// <exception cref="MarkerTableException">The table isn't as it was made.</exception>
    private TargetStatement OnMarkers(string sql)
    {
        try
        {
            return Own(sql);
        }
        catch (TargetException other) when (!other.IsOfConnection)
        {
            throw new MarkerTableException(other);
        }
    }

    private TargetStatement Own(string sql)
    {
        var statement = Prepare(sql);
        _own.Add(statement);
        return statement;
    }

    private TargetStatement Prepare(string sql)
    {
        var text = Encoding.UTF8.GetBytes(sql + "\0");
        fixed (byte* bytes = text)
        {
            byte* tail;
            var code = Native.Prepare(_handle, bytes, text.Length, Native.PreparePersistent, out var handle, (nint)(&tail));
            if (code != Native.Ok)
                throw ErrorOf(code);
            var rest = Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(tail));
            if (handle != 0 && string.IsNullOrWhiteSpace(rest))
                return new TargetStatement(this, handle);
            _ = Native.Complete(handle);
            throw new TargetException(1, "the SQL text must contain exactly one statement");
        }
    }
}
