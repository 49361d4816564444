using Ringback.Core.Catalog;
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.Reconcile;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Schema;

/// <summary>Seals what an earlier version kept as it was given, once, and has the pages overwritten that held it.</summary>
internal static class PlainTexts
{
    private const string Done = "sealed-texts";

    public static bool AreSealed(SqliteDatabase database) => database.Prepared("select value from meta where key = ?").Bind(Done).Scalar() is not null;

    public static void Seal(SqliteDatabase database, Catalog catalog, SealedTexts texts)
    {
        if (AreSealed(database))
            return;
        database.Execute("pragma secure_delete = on; begin immediate");
        try
        {
            foreach (var id in Rows(database, "select id from endpoint"))
                if (catalog.Operation((int)id) is { Definition.Http: not null } operation)
                    database.Prepared("update endpoint set doc = ? where id = ?").Bind(DocumentText.Serialize(operation, texts)).Bind(id).Run();
            foreach (var source in catalog.Sources.Where(static source => source.Expectations.Any(static rule => rule.Poll is not null)).ToList())
                database.Prepared("update source set doc = ? where app = ?")
                    .Bind(DocumentText.Serialize(source, catalog.Application(source.ApplicationId)!.Ksuid, texts)).Bind(source.ApplicationId).Run();
            foreach (var id in Rows(database, "select id from expectation"))
                if (ExpectationDocument.Current(database, id, texts) is { Poll: not null } expectation)
                    database.Prepared("update expectation set doc = ? where id = ?").Bind(ExpectationDocument.TextOf(expectation, texts)).Bind(id).Run();
            database.Prepared("insert into meta (key, value) values (?, 1)").Bind(Done).Run();
            database.Execute("commit");
        }
        catch
        {
            database.Execute("rollback");
            throw;
        }
        finally
        {
            database.Execute("pragma secure_delete = off");
        }

        database.Checkpoint();
    }

    private static List<long> Rows(SqliteDatabase database, string sql)
    {
        var found = new List<long>();
        var rows = database.Prepared(sql);
        while (rows.Step())
            found.Add(rows.Int64(0));
        return found;
    }
}
