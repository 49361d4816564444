using Ringback.Core.Commit;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Intake.Spool;

/// <summary>A part of a commit of the spool.</summary>
internal abstract class SpoolWrite : CommitItem<bool>
{
    public abstract void Execute(SqliteDatabase database);

    public override void Committed() => Complete(true);
}

/// <summary>Appends a request.</summary>
internal sealed class AppendWrite(ReadOnlyMemory<byte> bytes) : SpoolWrite
{
    public override int Bytes => bytes.Length;

    public override void Execute(SqliteDatabase database) => database.Prepared("insert into request (bytes) values (?)").Bind(bytes.Span).Run();
}

/// <summary>Removes requests that are in the store, or among the dead letters.</summary>
internal sealed class RemoveWrite(long first, long last) : SpoolWrite
{
    public override void Execute(SqliteDatabase database) => database.Prepared("delete from request where id between ? and ?").Bind(first).Bind(last).Run();
}

/// <summary>Adds a dead letter.</summary>
internal sealed class BuryWrite(ReadOnlyMemory<byte> bytes, string reason, long at) : SpoolWrite
{
    public override int Bytes => bytes.Length;

    public override void Execute(SqliteDatabase database) =>
        database.Prepared("insert into dead (at, reason, bytes) values (?, ?, ?)").Bind(at).Bind(reason).Bind(bytes.Span).Run();
}
