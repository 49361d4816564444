using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Ringback.Cli;
using Ringback.Cli.Usage;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Settings;
using Ringback.Core.Stores;
using Ringback.Server.Secrets;
using Ringback.Server.Stores;
using Ringback.Server.Tests.Operate;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;
using Ringback.Verification.Signing;

namespace Ringback.Server.Tests.Cli;

public sealed class CopyTests(PostgresOperationTests.Server server) : IClassFixture<PostgresOperationTests.Server>, IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("ringback-copy-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_data_folder_is_moved_and_its_server_goes_on_in_PostgreSQL()
    {
        var address = await DatabaseAsync();
        var message = await FillAsync();

        var (code, output, error) = await RunAsync(address);

        (code, error).ShouldBe((ExitCode.Ok, ""));
        output.ShouldMatch(@"\nmessage +1  [0-9a-f]{16}  same\n");
        output.ShouldNotContain("differs");
        output.ShouldContain($"ringback serve --data {_data} --store");
        using var store = Open(new RingbackOptions { Store = address });
        store.Catalog.Catalog.FindOrganisation("org_1").ShouldNotBeNull();
        (await store.Messages.FindAsync(message.ApplicationId, message.PublicId, withPayload: true)).ShouldNotBeNull().Payload!.Value.ToArray().ShouldBe("{}"u8.ToArray());
    }

    [Fact]
    public async Task A_folder_that_a_server_uses_is_refused()
    {
        var address = await DatabaseAsync();
        await FillAsync();
        using var held = DataFolder.Acquire(_data);
        (await RunAsync(address)).ShouldSatisfyAllConditions(
            static run => run.Code.ShouldBe(ExitCode.Failed),
            static run => run.Error.ShouldContain("is in use by process"));
    }

    [Fact]
    public async Task Another_key_than_the_folder_s_is_refused_before_anything_is_copied()
    {
        var address = await DatabaseAsync();
        await FillAsync();
        File.Delete(Path.Combine(_data, ServerSecrets.MasterKeyName));
        var missing = await RunAsync(address);
        (missing.Code, missing.Error.Contains("master.key is missing", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), missing.Error);

        await File.WriteAllTextAsync(Path.Combine(_data, ServerSecrets.MasterKeyName), Convert.ToBase64String("another key than the folder had."u8), TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_data, ServerSecrets.MasterKeyName), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var wrong = await RunAsync(address);
        (wrong.Code, wrong.Error.Contains("key", StringComparison.Ordinal)).ShouldBe((ExitCode.Failed, true), wrong.Error);
        await using var source = NpgsqlDataSource.Create(address);
        await using var schemas = source.CreateCommand("select count(*) from pg_namespace where nspname = 'ringback'");
        (await schemas.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(0L);
    }

    [Theory]
    [InlineData("pragma user_version = 5", "has schema version 5, but the copy needs 6. Run `ringback migrate up` on this data folder.")]
    [InlineData("pragma user_version = 99", "was written by a newer version of Ringback")]
    [InlineData("delete from meta where key = 'sealed-texts'", "Start this version of the server on the data folder once")]
    public async Task A_file_of_another_version_is_refused(string change, string said)
    {
        await FillAsync();
        using (var database = SqliteDatabase.Open(Path.Combine(_data, StoreFolder.FileName), readOnly: false)) database.Execute(change);
        using var port = new ReservedPort();
        (await RunAsync($"Host=127.0.0.1;Port={port}")).ShouldSatisfyAllConditions(
            static run => run.Code.ShouldBe(ExitCode.Failed),
            run => run.Error.ShouldContain(said));
    }

    [Fact]
    public async Task A_database_that_can_not_be_reached_is_told()
    {
        await FillAsync();
        using var port = new ReservedPort();
        (await RunAsync($"Host=127.0.0.1;Port={port}")).Error.ShouldContain("PostgreSQL can't be reached");
    }

    private async Task<Message> FillAsync()
    {
        using var store = Open(new RingbackOptions());
        var ids = new IdSource(TimeProvider.System);
        var endpoint = ids.Next();
        CustomerApplication? application = null;
        await store.Catalog.ChangeAsync(null, draft =>
        {
            draft.Put(application = new CustomerApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = ids.Next(),
                Organisation = draft.Organisation("org_1"),
                Name = "app",
                CreatedAt = 1,
                UpdatedAt = 1,
            });
            draft.Put(new HttpEndpoint
            {
                Id = draft.NextId<Endpoint>(),
                Ksuid = endpoint,
                ApplicationId = application.Id,
                Sealed = new EndpointCredentials([new KeptSecret(EndpointSecret.Generate().Text, null)], null).Seal(Box, endpoint),
                Url = "https://example.com/hook",
                UrlId = draft.UrlId("https://example.com/hook"),
                CreatedAt = 1,
                UpdatedAt = 1,
            });
            return null;
        });
        var message = new Message
        {
            Id = ids.Next(),
            ApplicationId = application!.Id,
            EventType = "invoice.paid",
            AcceptedAt = DateTimeOffset.UnixEpoch.AddYears(60).ToUnixTimeMilliseconds(),
            Payload = "{}"u8.ToArray(),
        };
        return (await store.Accept.AcceptAsync(new NewMessage(message, null))).Message.ShouldNotBeNull();
    }

    private SecretBox Box => new(ServerSecrets.Load(new RingbackOptions(), _data).MasterKey);

    private IStore Open(RingbackOptions options) => StoreFolder.Open(
        options, _data, TimeProvider.System, new IdSource(TimeProvider.System), Box, NullLogger.Instance);

    private Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        return server.DatabaseAsync();
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string address)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        string[] arguments = ["copy", "--from", "sqlite", "--to", "postgres", "--data", _data, "--store", address];
        var code = await RingbackCommand.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
