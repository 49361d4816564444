using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Ringback.Testing;

namespace Ringback.Crash.Postgres;

/// <summary>What a <see cref="CutProxy"/> does to the next commit.</summary>
internal enum Cut
{
    None = 0,

    /// <summary>It arrives, and its answer doesn't.</summary>
    Answer,

    /// <summary>It doesn't arrive; both sides hear that the connection has ended.</summary>
    Commit,

    /// <summary>It doesn't arrive, and nobody hears of it.</summary>
    Silence,
}

/// <summary>A network between a node and PostgreSQL, which fails at a commit. It reads the messages of PostgreSQL's protocol.</summary>
internal sealed class CutProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _server;
    private readonly Task _accepting;
    private int _next;
    private int _cuts;

    public CutProxy(int server)
    {
        _server = server;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <value>Commits that met with what was asked for.</value>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Says what happens to the next transaction that keeps a message.</summary>
    public void Arm(Cut cut) => Volatile.Write(ref _next, (int)cut);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Wait.ForAsync(_accepting);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true)
                sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _server);
            var session = new Session(this, client.GetStream(), server.GetStream());
            await await Task.WhenAny(session.UpAsync(_stop.Token), session.DownAsync(_stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side has ended it, or the test has.
        }
        finally
        {
            client.Dispose();
        }
    }

    private sealed class Session(CutProxy proxy, NetworkStream client, NetworkStream server)
    {
        private readonly HashSet<string> _commits = new(StringComparer.Ordinal);
        private readonly HashSet<string> _inserts = new(StringComparer.Ordinal);
        private bool _isWriting;
        private bool _isSilent;
        private volatile bool _swallow;

        /// <summary>From the node to PostgreSQL. Its first message has no type.</summary>
        public async Task UpAsync(CancellationToken stop)
        {
            var length = new byte[4];
            await client.ReadExactlyAsync(length, stop);
            var start = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
            length.CopyTo(start, 0);
            await client.ReadExactlyAsync(start.AsMemory(4), stop);
            await server.WriteAsync(start, stop);
            while (await ReadAsync(client, stop) is { } message)
            {
                if (IsCommit(message) && TakeWriting() && (Cut)Interlocked.Exchange(ref proxy._next, 0) is var cut and not Cut.None)
                {
                    Interlocked.Increment(ref proxy._cuts);
                    if (cut == Cut.Commit) return;
                    _swallow = cut == Cut.Answer;
                    _isSilent = cut == Cut.Silence;
                }

                if (!_isSilent) await server.WriteAsync(message, stop);
            }
        }

        private bool TakeWriting()
        {
            var isWriting = _isWriting;
            _isWriting = false;
            return isWriting;
        }

        /// <summary>From PostgreSQL to the node.</summary>
        public async Task DownAsync(CancellationToken stop)
        {
            while (await ReadAsync(server, stop) is { } message)
            {
                if (_swallow && message[0] == 'C' && Text(message.AsSpan(5)) == "COMMIT") return;
                if (!_swallow) await client.WriteAsync(message, stop);
            }
        }

        /// <summary>A statement is parsed under a name once and run by its name from then on.</summary>
        private bool IsCommit(byte[] message)
        {
            var body = message.AsSpan(5);
            if (message[0] == 'P')
            {
                var name = Text(body);
                var sql = Text(body[(name.Length + 1)..]);
                _commits.Remove(name);
                _inserts.Remove(name);
                if (sql == "commit") _commits.Add(name);
                if (sql.StartsWith("insert into message ", StringComparison.Ordinal)) _inserts.Add(name);
            }
            else if (message[0] == 'B')
            {
                var statement = Text(body[(Text(body).Length + 1)..]);
                _isWriting |= _inserts.Contains(statement);
                return _commits.Contains(statement);
            }

            return false;
        }

        private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);

        private static async Task<byte[]?> ReadAsync(NetworkStream stream, CancellationToken stop)
        {
            var head = new byte[5];
            if (await stream.ReadAtLeastAsync(head, 5, throwOnEndOfStream: false, stop) < 5) return null;
            var message = new byte[1 + BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1))];
            head.CopyTo(message, 0);
            await stream.ReadExactlyAsync(message.AsMemory(5), stop);
            return message;
        }
    }
}
