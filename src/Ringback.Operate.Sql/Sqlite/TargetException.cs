using Ringback.Core.Operate;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>SQLite didn't do what it was asked.</summary>
/// <param name="code">Its result code.</param>
/// <param name="reason">Its text: it names tables and columns, never values.</param>
/// <param name="stop">What the statement had too much of.</param>
internal sealed class TargetException(int code, string reason, GuardStop stop = GuardStop.None) : Exception(reason)
{
    private const int NotAuthorized = 23;
    private const int TooBig = 18;

    /// <value>Not for a reason of the rows or statements: nothing of the batch can be done now.</value>
    public bool IsOfConnection => stop == GuardStop.None && (code & 0xff) is Native.Busy or Native.Locked or Native.Full or Native.IoError or Native.Corrupt
        or Native.NotADatabase or Native.CantOpen or Native.ReadOnly or Native.NoMemory or Native.Protocol or Native.Perm;

    /// <value>Somebody else writes: the connection itself is fine.</value>
    public bool IsBusy => (code & 0xff) is Native.Busy or Native.Locked;

    /// <value>The statement was stopped because its time was over.</value>
    public bool IsLate => stop == GuardStop.None && (code & 0xff) == Native.Interrupt;

    /// <summary>The same, with what the guard knows of it.</summary>
    public TargetException WithStop(GuardStop what) => new(code, Message, what);

    public SqlResult ToResult() => (code & 0xff) switch
    {
        // Other work may be what the process grew by, so the run is tried again.
        _ when stop == GuardStop.Memory => SqlResult.Failed(SqlStatus.Unavailable, "The process grew by more than 256 MiB while the statement ran, and the statement was stopped."),
        _ when stop == GuardStop.TemporaryFiles => SqlResult.Failed(SqlStatus.Refused, "The statement wrote more than 512 MiB to temporary files, and was stopped."),
        Native.Constraint => SqlResult.Failed(SqlStatus.Constraint, Message),
        Native.Interrupt => SqlResult.Failed(SqlStatus.TimedOut, "The statements took too long and were stopped."),
        NotAuthorized => SqlResult.Failed(SqlStatus.Refused, "The statements of an operation may only read and change rows (not authorized)."),
        TooBig => SqlResult.Failed(SqlStatus.Refused, "A value is larger than 8 MiB, the largest that a statement of an operation may read or create."),
        _ => SqlResult.Failed(SqlStatus.Refused, Message),
    };
}
