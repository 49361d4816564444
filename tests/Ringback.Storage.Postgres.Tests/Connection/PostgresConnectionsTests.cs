using Npgsql;
using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class PostgresConnectionsTests(PostgresDatabases databases) : PostgresTest(databases, isShared: true)
{
    [Theory]
    [InlineData("application_name", "ringback")]
    [InlineData("statement_timeout", "30s")]
    [InlineData("lock_timeout", "5s")]
    [InlineData("idle_in_transaction_session_timeout", "2s")]
    [InlineData("tcp_user_timeout", "10000")]
    [InlineData("client_min_messages", "warning")]
    [InlineData("synchronous_commit", "on")]
    [InlineData("search_path", "\"ringback\"")]
    public void A_writer_has_its_settings(string setting, string value) => ValueOf(Database, setting).ShouldBe(value);

    [Fact]
    public void A_setting_of_the_role_does_not_make_commits_unsafe()
    {
        using var connections = new PostgresConnections(With(static builder => builder.Options = "-c work_mem=8MB"));
        Database.Execute("alter role postgres set synchronous_commit = off");
        try
        {
            using var database = connections.Open(SessionLimits.Writer);
            ValueOf(database, "synchronous_commit").ShouldBe("on");
            ValueOf(database, "work_mem").ShouldBe("8MB");
        }
        finally
        {
            Database.Execute("alter role postgres reset synchronous_commit");
        }
    }

    [Theory]
    [InlineData("remote_apply")]
    [InlineData("local")]
    [InlineData("off")]
    public void Synchronous_commit_of_the_address_stands_unless_it_is_off(string value)
    {
        using var connections = new PostgresConnections(With(builder => builder.Options = $"-c synchronous_commit={value}"));
        if (value == "off")
        {
            Should.Throw<StoreUnavailableException>(() => connections.Open(SessionLimits.Writer)).Message.ShouldContain("synchronous_commit");
            return;
        }

        using var database = connections.Open(SessionLimits.Writer);
        ValueOf(database, "synchronous_commit").ShouldBe(value);
    }

    [Theory]
    [InlineData(null, "ringback")]
    [InlineData("hooks", "hooks")]
    [InlineData("\"My Hooks\", public", "My Hooks")]
    public void The_first_schema_of_the_search_path_is_used(string? path, string schema)
    {
        var settings = With(builder => builder.SearchPath = path);
        settings.Schema.ShouldBe(schema);
        using var connections = new PostgresConnections(settings);
        using var database = connections.Open(SessionLimits.Writer);
        ValueOf(database, "search_path").ShouldBe($"\"{schema}\"");
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Password=sec;ret", "isn't a connection string")]
    [InlineData("Password=secret", "can't be used")]
    [InlineData("Host=127.0.0.1;Port=1;Username=x;Password=secret", "can't be reached")]
    [InlineData("Host=127.0.0.1;Port=1;Username=x;Password=secret;SSL Mode=VerifyFull;Root Certificate=/none", "can't be")]
    public void An_address_that_does_not_work_is_told_without_it(string address, string reason)
    {
        using var connections = new PostgresConnections(new PostgresSettings(address));
        var failure = Should.Throw<StoreUnavailableException>(() => connections.Open(SessionLimits.Writer));
        failure.Message.ShouldContain(reason);
        failure.ToString().ShouldNotContain("ret;");
        failure.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("nobody", null, "(SQLSTATE 28000)")]
    [InlineData(null, "nothing", "Create it")]
    public void A_login_that_is_refused_says_what_to_do(string? user, string? name, string reason)
    {
        using var connections = new PostgresConnections(With(builder =>
            (builder.Username, builder.Database) = (user ?? builder.Username, name ?? builder.Database)));
        Should.Throw<StoreUnavailableException>(() => connections.Open(SessionLimits.Writer)).Message.ShouldContain(reason);
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused()
    {
        using var connections = new PostgresConnections(await Databases.CreateAsync("LATIN1"));
        Should.Throw<StoreUnavailableException>(() => connections.Open(SessionLimits.Writer)).Message.ShouldContain("UTF8");
    }
}
