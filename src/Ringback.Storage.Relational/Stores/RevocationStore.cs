using Ringback.Core.Access;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Stores;

/// <inheritdoc cref="IRevocationStore"/>
internal sealed class RevocationStore(Writer writer, Revocations revocations) : IRevocationStore
{
    public Revocations Revocations => revocations;

    public static Revocations Load(Database database)
    {
        var loaded = new Revocations();
        using var rows = database.Prepare("select subject, issued, since, until from revocation");
        while (rows.Step())
            loaded.Add(new Revocation(rows.Text(0), rows.Int64(1), rows.Int64(2), rows.Int64(3)));
        return loaded;
    }

    public async ValueTask RevokeAsync(IReadOnlyList<Revocation> added) =>
        await writer.WriteAsync(session =>
        {
            new RevocationChanges(session, new RevocationRows(session.Database), revocations).Revoke(added);
            return true;
        });
}

/// <inheritdoc cref="IRevocationRows"/>
internal sealed class RevocationRows(Database database) : IRevocationRows
{
    public void Add(Revocation revocation) =>
        database.Prepared("insert into revocation (subject, issued, since, until) values (?, ?, ?, ?)")
            .Bind(revocation.Subject).Bind(revocation.IssuedBefore).Bind(revocation.From).Bind(revocation.Until).Run();

    public void Remove(Revocation revocation) =>
        database.Prepared("delete from revocation where subject = ? and issued = ? and since = ?")
            .Bind(revocation.Subject).Bind(revocation.IssuedBefore).Bind(revocation.From).Run();
}
