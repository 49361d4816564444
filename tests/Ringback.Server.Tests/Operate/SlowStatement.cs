using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;
using Ringback.Core.Catalog;
using Ringback.Core.Operate;

namespace Ringback.Server.Tests.Operate;

/// <summary>A way to a PostgreSQL server on which one statement takes 9 s, so that it can be stopped.</summary>
internal sealed class SlowStatement : IDisposable
{
    public const string Begin = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED";
    public const string Savepoint = "SAVEPOINT ringback";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly byte[] _statement;
    private readonly byte[] _sleep;
    private int _seen;

    public SlowStatement(NamedConnection connection, string statement)
    {
        _server = new NpgsqlConnectionStringBuilder(connection.Address);
        (_statement, _sleep) = (MessageOf(statement), MessageOf("select pg_sleep(9)".PadRight(statement.Length)));
        _listener.Start();
        Connection = connection with
        {
            Address = new NpgsqlConnectionStringBuilder(connection.Address)
            {
                Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
                SslMode = SslMode.Disable,
            }.ConnectionString,
        };
        _ = AcceptAsync();
    }

    public NamedConnection Connection { get; }

    public int Seen => Volatile.Read(ref _seen);

    public void Dispose() => _listener.Dispose();

    /// <summary>With the length before it and the end behind it, so that it isn't a part of another.</summary>
    private static byte[] MessageOf(string statement) => [(byte)(sizeof(int) + statement.Length + 1), .. Encoding.ASCII.GetBytes(statement), 0];

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server.Host!, _server.Port);
            await Task.WhenAny(CopyAsync(client, server, isToServer: true), CopyAsync(server, client, isToServer: false));
        }
    }

    private async Task CopyAsync(TcpClient source, TcpClient target, bool isToServer)
    {
        try
        {
            var (from, to, buffer) = (source.GetStream(), target.GetStream(), new byte[16_384]);
            while (await from.ReadAsync(buffer) is > 0 and var length)
            {
                if (isToServer) Delay(buffer.AsSpan(0, length));
                await to.WriteAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // One of both is gone, and with it the other.
        }
    }

    private void Delay(Span<byte> message)
    {
        if (message.IndexOf(_statement) is >= 0 and var at)
        {
            _sleep.CopyTo(message[at..]);
            Interlocked.Increment(ref _seen);
        }
    }
}
