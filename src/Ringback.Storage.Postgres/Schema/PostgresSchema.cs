using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Schema;

/// <summary>
/// Makes a database ready: refuses what isn't ours, and runs the scripts that are missing, all in one transaction. Nodes that start at
/// once take turns, by a lock of that transaction, so that a script is run once. See docs/adr/0040.
/// </summary>
internal static class PostgresSchema
{
    /// <value>What each version adds to the one before it: a released script is never changed.</value>
    private static readonly string[] Scripts = ["0001-tables.sql"];

    /// <value>The version that this program works with.</value>
    public static int Version => Scripts.Length;

    /// <returns>The versions that were added.</returns>
    /// <exception cref="StoreUnavailableException">The schema can't be made or upgraded, or is of a newer version.</exception>
    public static IReadOnlyList<int> Migrate(PostgresConnections connections, TimeProvider clock)
    {
        using var database = connections.Open(SessionLimits.Schema);
        var (name, schema) = (connections.Settings.Schema, connections.Settings.QuotedSchema);
        try
        {
            database.Begin();
            // A number from the name, as locks are of the whole database.
            database.Prepared("select pg_advisory_xact_lock(hashtextextended('ringback schema ' || ?, 0))").Bind(name).Run();
            var before = FindVersion(database, name) ?? 0;
            CheckVersion(before, name);
            var added = Enumerable.Range(before + 1, Version - before).ToList();
            if (before == 0 && !Exists(database, name))
                database.Execute($"create schema {schema}");
            if (before == 0)
                database.Execute($"create table {schema}.schema_version (at bigint not null, version integer primary key)");
            foreach (var version in added)
            {
                database.Execute(Script(Scripts[version - 1]));
                database.Prepared($"insert into {schema}.schema_version (at, version) values (?, ?)")
                    .Bind(clock.GetUtcNow().ToUnixTimeMilliseconds()).Bind(version).Run();
            }

            database.Commit();
            return added;
        }
        catch (Npgsql.PostgresException refused) when (refused.SqlState == "42501")
        {
            throw new StoreUnavailableException(
                $"The database user can't make or upgrade the schema {name}: {refused.MessageText}. Run \"create schema {schema} authorization USER\" as the owner of the database, with the user's name.", refused);
        }
    }

    /// <summary>Which version the schema has; nothing is changed.</summary>
    /// <exception cref="StoreUnavailableException">It can't be read, or is of another program.</exception>
    public static PostgresSchemaStatus Status(PostgresConnections connections)
    {
        using var database = connections.Open(SessionLimits.Reader);
        var name = connections.Settings.Schema;
        try
        {
            var version = FindVersion(database, name);
            var applied = new List<AppliedVersion>();
            if (version is not null)
            {
                var rows = database.Prepared($"select version, at from {connections.Settings.QuotedSchema}.schema_version order by version");
                while (rows.Step())
                    applied.Add(new AppliedVersion(rows.Int32(0), DateTimeOffset.FromUnixTimeMilliseconds(rows.Int64(1))));
            }

            return new PostgresSchemaStatus(name, version ?? 0, Version, applied);
        }
        catch (Npgsql.PostgresException refused) when (refused.SqlState == "42501")
        {
            throw new StoreUnavailableException(
                $"The database user can't read the schema {name}: {refused.MessageText}. Connect as the user that made the schema, or give this user its rights.", refused);
        }
    }

    /// <summary>Refuses a schema that this program can't work with, without a change to it.</summary>
    /// <exception cref="StoreUnavailableException">It is of another version, or isn't there.</exception>
    public static void Check(PostgresDatabase database, PostgresSettings settings)
    {
        var version = FindVersion(database, settings.Schema) ?? 0;
        CheckVersion(version, settings.Schema);
        if (version < Version)
            throw new StoreUnavailableException($"The schema {settings.Schema} has version {version}; this version of Ringback needs {Version}. Run \"ringback migrate\".");
    }

    private static void CheckVersion(int version, string name)
    {
        if (version > Version)
            throw new StoreUnavailableException($"The schema {name} was written by a newer version of Ringback (schema {version}; this version knows {Version}). Update Ringback.");
    }

    private static bool Exists(PostgresDatabase database, string name) =>
        database.Prepared("select 1 from pg_catalog.pg_namespace where nspname = ?").Bind(name).Scalar() is not null;

    /// <returns>Null: the schema has no table.</returns>
    private static int? FindVersion(PostgresDatabase database, string name)
    {
        const string Tables = "select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ?1";
        if (database.Prepared($"{Tables} and c.relname = 'schema_version'").Bind(name).Scalar() is not null)
            return (int)(database.Prepared($"select max(version) from {Quoted(name)}.schema_version").Scalar() ?? 0);
        if (database.Prepared($"{Tables} limit 1").Bind(name).Scalar() is not null)
            throw new StoreUnavailableException($"The schema {name} has tables of another program. Choose another schema (Search Path).");
        return null;
    }

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    private static string Script(string name)
    {
        using var stream = typeof(PostgresSchema).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The script {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
