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

    /// <summary>Of two of which one says all that the other says, only that one is kept: else a subject that is revoked again and again had many.</summary>
    private void Add(WriteSession session, Revocation revocation)
    {
        foreach (var known in Revocations.ForSubject(revocation.Subject))
        {
            if (known.Covers(revocation, session.Now))
                return;
            if (revocation.Covers(known, session.Now))
                Remove(session, known);
        }

        session.Database.Prepared("insert into revocation (subject, issued, since, until) values (?, ?, ?, ?)")
            .Bind(revocation.Subject).Bind(revocation.IssuedBefore).Bind(revocation.From).Bind(revocation.Until).Run();
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
