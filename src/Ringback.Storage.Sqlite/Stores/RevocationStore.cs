using Ringback.Core.Access;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Writing;

namespace Ringback.Storage.Sqlite.Stores;

/// <inheritdoc cref="IRevocationStore"/>
internal sealed class RevocationStore : IRevocationStore
{
    private readonly SqliteWriter _writer;

    public RevocationStore(SqliteWriter writer, Revocations revocations) => (_writer, Revocations) = (writer, revocations);

    public Revocations Revocations { get; }

    public static Revocations Load(Database database)
    {
        var revocations = new Revocations();
        using var rows = database.Prepare("select subject, issued, since, until from revocation");
        while (rows.Step())
            revocations.Add(new Revocation(rows.Text(0), rows.Int64(1), rows.Int64(2), rows.Int64(3)));
        return revocations;
    }

    public async ValueTask RevokeAsync(IReadOnlyList<Revocation> revocations) =>
        await _writer.WriteAsync(session =>
        {
            foreach (var expired in Revocations.Expired(session.Now))
                Remove(session, expired);
            foreach (var revocation in revocations)
                Add(session, revocation);
            return true;
        });

    private void Add(WriteSession session, Revocation revocation)
    {
        session.Database.Prepared("insert into revocation (subject, issued, since, until) values (?, ?, ?, ?) on conflict do nothing")
            .Bind(revocation.Subject).Bind(revocation.IssuedBefore).Bind(revocation.From).Bind(revocation.Until).Run();
        if (session.Database.Changes == 0)
            return;
        Revocations.Add(revocation);
        session.OnUndo(() => Revocations.Remove(revocation));
    }

    private void Remove(WriteSession session, Revocation revocation)
    {
        session.Database.Prepared("delete from revocation where subject = ? and issued = ? and since = ?")
            .Bind(revocation.Subject).Bind(revocation.IssuedBefore).Bind(revocation.From).Run();
        Revocations.Remove(revocation);
        session.OnUndo(() => Revocations.Add(revocation));
    }
}
