using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Ringback.Client.Tests.Inbox;

public sealed class WebhookInboxTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Webhook_")]
    [InlineData("a b")]
    [InlineData("x; drop table paid; --")]
    [InlineData("a.b.c_")]
    [InlineData("1_")]
    public void A_prefix_is_part_of_a_name_and_nothing_else(string prefix) =>
        Should.Throw<ArgumentException>(() => WebhookInbox.Schema(InboxDialect.Sqlite, prefix));

    [Fact]
    public void An_unknown_database_is_named_with_the_remedy()
    {
        using var unknown = new Unknown();

        Should.Throw<ArgumentException>(() => WebhookInbox.On(unknown)).Message.ShouldContain("Dialect");
        WebhookInbox.On(unknown, new WebhookInboxOptions { Dialect = InboxDialect.Postgres }).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_database_that_is_away_is_an_exception_of_the_drivers()
    {
        await using var away = SqliteFactory.Instance.CreateDataSource("Data Source=/nonesuch/there.db");

        await Should.ThrowAsync<DbException>(() => WebhookInbox.On(away).StoreAsync([], TestContext.Current.CancellationToken));
    }

    private sealed class Unknown : DbDataSource
    {
        public override string ConnectionString => "";

        protected override DbConnection CreateDbConnection() => new Elsewhere();
    }

    private sealed class Elsewhere : DbConnection
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public override string ConnectionString { get; set; } = "";

        public override string Database => "";

        public override string DataSource => "";

        public override string ServerVersion => "";

        public override System.Data.ConnectionState State => System.Data.ConnectionState.Closed;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Open() => throw new NotSupportedException();

        protected override DbTransaction BeginDbTransaction(System.Data.IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }
}
