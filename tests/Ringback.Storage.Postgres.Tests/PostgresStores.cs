using Npgsql;
using Ringback.Core.Ids;
using Ringback.Core.Stores;
using Ringback.Storage.Contracts;
using Ringback.Storage.Postgres.Connection;
using Ringback.Storage.Postgres.Schema;
using Ringback.Testing;

namespace Ringback.Storage.Postgres.Tests;

/// <summary>Stores in schemas of one database, each named after its folder.</summary>
internal sealed class PostgresStores(PostgresDatabases databases) : IStoreFactory
{
    public IStore Open(string folder, TimeProvider clock, TimeSpan retention) => PostgresStore.Open(
        AddressOf(folder), clock, new IdSource(clock), new Core.Crypto.SecretBox(new byte[32]), retention,
        static owner => throw new InvalidOperationException($"Another store owns the schema: {owner}"), TestContext.Current.CancellationToken);

    public void CopyAsIfKilled(string folder, string to)
    {
        using var connections = new PostgresConnections(new PostgresSettings(AddressOf(to)));
        PostgresSchema.Migrate(connections, TimeProvider.System);
        using var database = connections.Open(SessionLimits.Schema);
        database.Begin();
        var tables = new List<string>();
        var rows = database.Prepared("select tablename from pg_tables where schemaname = ? order by tablename").Bind(SchemaOf(folder));
        while (rows.Step())
            tables.Add(rows.Text(0));
        foreach (var table in tables)
        {
            database.Execute($"delete from {SchemaOf(to)}.{table}");
            database.Execute($"insert into {SchemaOf(to)}.{table} select * from {SchemaOf(folder)}.{table}");
        }

        database.Execute($"update {SchemaOf(to)}.lease set good_until = 0, session = ''");
        var identities = database.Prepared(
                "select table_name, column_name from information_schema.columns where table_schema = ? and is_identity = 'YES'")
            .Bind(SchemaOf(to));
        var restarts = new List<string>();
        while (identities.Step())
            restarts.Add($"select setval(pg_get_serial_sequence('{SchemaOf(to)}.{identities.Text(0)}', '{identities.Text(1)}'), "
                + $"(select coalesce(max({identities.Text(1)}), 0) + 1 from {SchemaOf(to)}.{identities.Text(0)}), false)");
        foreach (var restart in restarts)
            database.Prepared(restart).Scalar();
        database.Commit();
    }

    /// <summary>The address of the database, with the schema of a folder.</summary>
    public string AddressOf(string folder)
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        // The contract opens stores without waiting; the server is started once, on a thread of the pool.
#pragma warning disable VSTHRD002
        var shared = Task.Run(databases.SharedAsync).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        return new NpgsqlConnectionStringBuilder(shared.ConnectionString) { SearchPath = SchemaOf(folder) }.ConnectionString;
    }

    private static string SchemaOf(string folder) => "s" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(folder)))[..24];
}
