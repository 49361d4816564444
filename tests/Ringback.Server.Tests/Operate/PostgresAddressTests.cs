using System.Net;
using System.Net.Sockets;
using Npgsql;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Operate;
using Ringback.Operate.Sql;
using Ringback.Operate.Sql.Postgres;
using Ringback.Operate.Sql.Sessions;
using Ringback.Testing;

namespace Ringback.Server.Tests.Operate;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("Host=db;Password=abc;s3cret=1")]
    [InlineData("postgres://user:s3cret@db:port/shop")]
    [InlineData("postgres://user:password@db/shop?s3cret=1")]
    public void What_is_wrong_with_an_address_shows_nothing_of_it(string address)
    {
        var failure = Should.Throw<StoreUnavailableException>(
            () => PostgresAddress.ToConnectionString(new NamedConnection("shop", ConnectionKind.Postgres, address), TimeSpan.FromSeconds(1)));
        failure.ToString().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("disable", SslMode.Disable)]
    [InlineData("require", SslMode.Require)]
    [InlineData("verify-ca", SslMode.VerifyCA)]
    [InlineData("verify-full", SslMode.VerifyFull)]
    [InlineData("VerifyFull", SslMode.VerifyFull)]
    public void A_mode_of_TLS_is_named_as_libpq_names_it(string mode, SslMode meant) =>
        new NpgsqlConnectionStringBuilder(PostgresAddress.ToConnectionString(
            new NamedConnection("shop", ConnectionKind.Postgres, $"postgres://user@db/shop?sslmode={mode}"), TimeSpan.FromSeconds(1))).SslMode.ShouldBe(meant);

    /// <summary>Npgsql takes these when they are read, and refuses them when a session is opened.</summary>
    [Theory]
    [InlineData("postgres:///shop?password=s3cret")]
    [InlineData("Host=;Database=shop;Password=s3cret")]
    [InlineData("Database=shop;Password=s3cret")]
    [InlineData("Host=127.0.0.1:s3cret;Username=u")]
    [InlineData("postgres://user:s3cret@127.0.0.1:{port}/shop?Multiplexing=true")]
    [InlineData("postgres://user:s3cret@127.0.0.1:{port}/shop?sslmode=verify-ca&sslrootcert=/no/s3cret.pem")]
    [InlineData("postgres://user:s3cret@127.0.0.1:{port}/shop?sslmode=require&SSL Certificate=/no/s3cret.pem")]
    [InlineData("postgres://user:s3cret@127.0.0.1:{port}/shop?sslmode=require")]
    [InlineData("postgres://user:s3cret@s3cret.invalid/shop")]
    [InlineData("Host=127.0.0.1;Port={port};Username=u;Passfile=/no/s3cret;SSL Mode=Disable")]
    public async Task An_address_that_cannot_be_opened_is_said_and_ends_nothing(string address)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answers = AnswerAsync(listener);
        using (var connections = new SqlConnections(
            [new NamedConnection("shop", ConnectionKind.Postgres, address.Replace("{port}", $"{((IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal))],
            new SqlOptions(TimeSpan.FromSeconds(1), TimeSpan.FromDays(100)), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, () => 1))
        {
            // What a thread of its own throws ends the process.
            connections.Check();
            await Wait.UntilAsync(() => Task.FromResult(connections.ReportsFor("org_a")[0].State != ConnectionState.Unknown));
            var report = connections.ReportsFor("org_a").ShouldHaveSingleItem();
            report.State.ShouldBe(ConnectionState.Unreachable);
            report.Problem.ShouldNotBeNullOrEmpty();
            report.Problem.ShouldNotContain("s3cret");
            TestContext.Current.TestOutputHelper?.WriteLine(report.Problem);
            var run = await connections.RunAsync(SqlPlans.Of("shop", new SqlStatement("select 1", null)), new SqlRun("msg_a", "op_x", 0, [[]], "org_a"));
            run.Status.ShouldBe(SqlStatus.Unavailable);
            run.Error!.ShouldNotContain("s3cret");
            connections.ReportsFor("org_a").ShouldHaveSingleItem().Problem.ShouldBe(report.Problem);
        }

        listener.Stop();
        await answers;
    }

    /// <summary>Says yes to TLS, and no more.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync();
                await client.GetStream().ReadExactlyAsync(new byte[8]);
                await client.GetStream().WriteAsync("S"u8.ToArray());
            }
            catch (IOException)
            {
                // The client went away: the next one may come.
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
