using Npgsql;
using Ringback.Cli;
using Ringback.Cli.Usage;
using Ringback.Server.Secrets;
using Ringback.Server.Stores;
using Ringback.Server.Tests.Operate;
using Ringback.Storage.Postgres.Schema;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;

namespace Ringback.Server.Tests.Cli;

public sealed class MigrateTests(PostgresOperationTests.Server server) : IClassFixture<PostgresOperationTests.Server>, IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ringback-migrate-").FullName;

    private string File => Path.Combine(_data, StoreFolder.FileName);

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_schema_is_made_and_shown()
    {
        var address = await DatabaseAsync();
        var none = await RunAsync("migrate", "status", "--store", address);
        none.Code.ShouldBe(ExitCode.Failed);
        none.Output.ShouldContain("store    PostgreSQL, schema ringback\nversion  none\n");
        none.Output.ShouldContain("Run `ringback migrate up`");

        var made = await RunAsync("migrate", "up", "--store", address);
        (made.Code, made.Output).ShouldBe((ExitCode.Ok, "PostgreSQL, schema ringback: added version 1. The schema is up to date.\n"));

        var current = await RunAsync("migrate", "status", "--store", address);
        current.Code.ShouldBe(ExitCode.Ok);
        current.Output.ShouldMatch(@"version  1\nneeded   1\napplied  1, \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ\nThe schema is up to date\.\n");
        (await RunAsync("migrate", "up", "--store", address)).Output.ShouldBe("PostgreSQL, schema ringback: version 1 is up to date. Nothing was changed.\n");
    }

    [Fact]
    public async Task A_newer_schema_is_shown_and_refused()
    {
        var address = await DatabaseAsync();
        await RunAsync("migrate", "up", "--store", address);
        await ExecuteAsync(address, "insert into ringback.schema_version (at, version) values (0, 99)");

        var status = await RunAsync("migrate", "status", "--store", address);
        (status.Code, status.Output.Contains("version  99\n", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), status.Output);
        status.Output.ShouldContain("newer version of Ringback. Update Ringback.");
        var up = await RunAsync("migrate", "up", "--store", address);
        (up.Code, up.Error).ShouldBe((ExitCode.Failed, $"ringback: The schema ringback was written by a newer version of Ringback (schema 99; this version knows {PostgresSchema.Version}). Update Ringback.\n"));
    }

    [Theory]
    [InlineData("status", "can't read the schema ringback")]
    [InlineData("up", "can't read the schema ringback")]
    public async Task A_user_without_rights_is_told_so(string command, string said)
    {
        var address = await DatabaseAsync();
        await RunAsync("migrate", "up", "--store", address);
        var user = "few_" + new NpgsqlConnectionStringBuilder(address).Database;
        await ExecuteAsync(address, $"create role {user} login");

        var (code, _, error) = await RunAsync("migrate", command, "--store", new NpgsqlConnectionStringBuilder(address) { Username = user }.ConnectionString);
        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain(said);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("up")]
    public async Task A_database_that_can_not_be_reached_is_told(string command)
    {
        using var port = new ReservedPort();
        var (code, _, error) = await RunAsync("migrate", command, "--store", $"Host=127.0.0.1;Port={port};Username=x");
        code.ShouldBe(ExitCode.Failed);
        error.ShouldContain("PostgreSQL can't be reached (ConnectionRefused). Check that it runs, and its address and port.");
    }

    [Fact]
    public async Task The_file_of_a_data_folder_is_upgraded()
    {
        var none = await RunAsync("migrate", "status", "--data", _data);
        (none.Code, none.Output.Contains($"store    {File}\nversion  none\n", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), none.Output);

        // What the first version made.
        using (var first = SqliteDatabase.Open(File, readOnly: false))
        {
            using var script = new StreamReader(typeof(SqliteDatabase).Assembly.GetManifestResourceStream("schema.sql")!);
            first.Execute(await script.ReadToEndAsync(TestContext.Current.CancellationToken) + "; pragma application_id = 0x5242434B; pragma user_version = 1");
        }
        var old = await RunAsync("migrate", "status", "--data", _data);
        (old.Code, old.Output.Contains("Missing: versions 2, 3, 4, 5, 6.", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), old.Output);
        (await RunAsync("migrate", "up", "--data", _data)).Output.ShouldBe($"{File}: added versions 2, 3, 4, 5, 6. The schema is up to date.\n");
        (await RunAsync("migrate", "status", "--data", _data)).Code.ShouldBe(ExitCode.Ok);

        using (var newer = SqliteDatabase.Open(File, readOnly: false)) newer.Execute("pragma user_version = 99");
        (await RunAsync("migrate", "status", "--data", _data)).Output.ShouldContain("Update Ringback.");
        var refused = await RunAsync("migrate", "up", "--data", _data);
        (refused.Code, refused.Error.Contains("written by a newer version", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), refused.Error);
    }

    [Fact]
    public async Task The_file_of_a_server_that_runs_is_not_upgraded()
    {
        await System.IO.File.WriteAllBytesAsync(File, [], TestContext.Current.CancellationToken);
        using var held = DataFolder.Acquire(_data);
        var (code, _, error) = await RunAsync("migrate", "up", "--data", _data);
        (code, error.Contains("is in use by process", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), error);
    }

    private Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        return server.DatabaseAsync();
    }

    private static async Task ExecuteAsync(string address, string sql)
    {
        await using var source = NpgsqlDataSource.Create(address);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await RingbackCommand.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
