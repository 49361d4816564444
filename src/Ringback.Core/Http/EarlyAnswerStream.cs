using System.Net.Http;
using System.Runtime.CompilerServices;

namespace Ringback.Core.Http;

/// <summary>
/// A connection of HTTP/1.1, above TLS. .NET reads no answer before it has written the whole request: a receiver that answers early and
/// reads no more would wait for us, and we for it, until the time is over. Here a write that has to wait looks for the answer. When that has
/// begun, the write may go on for a while; then it ends with an <see cref="IOException"/>, which <see cref="RequestContent"/> takes for the
/// end of the sending, and the answer is read. Half a request is on the connection then: the next one finds it ended, and takes another.
/// What is read passes a <see cref="HeadFilter"/>.
/// </summary>
/// <remarks>As HttpClient uses it: one read and one write at a time, which are canceled by disposing of the stream.</remarks>
internal sealed class EarlyAnswerStream(Stream inner, TimeProvider clock) : Stream
{
    /// <value>A receiver that has answered and takes nothing in this time reads no more. 1 s.</value>
    public static readonly TimeSpan Stalled = TimeSpan.FromSeconds(1);

    /// <value>A receiver that has answered and reads on gets what it takes within this time. 5 s.</value>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    // Small enough to see whether a slow receiver reads on; large enough to cost no more than one write.
    private const int Piece = 64 * 1024;

    // For informational heads and the beginning of an answer; the rest of it is left to HttpClient.
    private const int MostAhead = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _end = new();

    private AnswerStart _start;
    private HeadFilter _head;
    private TaskCompletionSource? _answered;
    private bool _isReading;
    private bool _hasAsked;

    // What was read while a write had to wait, and is still to be given to HttpClient.
    private Task<int>? _readingAhead;
    private byte[] _ahead = [];
    private int _from;
    private int _until;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>For <see cref="SocketsHttpHandler.PlaintextStreamFilter"/>. HTTP/2 reads and writes at the same time by itself.</summary>
    public static ValueTask<Stream> FilterAsync(SocketsHttpPlaintextStreamFilterContext context, TimeProvider clock) =>
        new(context.NegotiatedHttpVersion.Major == 1 ? new EarlyAnswerStream(context.PlaintextStream, clock) : context.PlaintextStream);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ValueTask<int> reading;
        lock (_lock)
        {
            _hasAsked = true;
            if (_readingAhead is not null)
                return TakeAsync(_readingAhead, buffer);
            reading = inner.ReadAsync(buffer, cancellationToken);
            _isReading = true;
        }

        if (!reading.IsCompletedSuccessfully)
            return FinishReadingAsync(reading, buffer);
        var count = reading.Result;
        Note(buffer.Span[..count]);
        return new(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_end.IsCancellationRequested)
            return ValueTask.FromException(new ConnectionEndedException());
        lock (_lock)
        {
            // HttpClient asks for nothing while it writes a request: when it asked for something since the last write, that was of the last
            // answer, and this is the next request.
            if (_hasAsked)
                (_start, _head) = (default, default);
            _hasAsked = false;
        }

        do
        {
            var writing = WritePiece(ref buffer);
            if (!writing.IsCompletedSuccessfully)
                return FinishWritingAsync(writing, buffer);
            writing.GetAwaiter().GetResult();
        }
        while (!buffer.IsEmpty);
        return default;
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // Not the source of _end: a write may just be about to end by it, and it holds nothing.
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private ValueTask WritePiece(ref ReadOnlyMemory<byte> rest)
    {
        var piece = rest[..Math.Min(rest.Length, Piece)];
        rest = rest[piece.Length..];
        return inner.WriteAsync(piece, _end.Token);
    }

    /// <summary>Writes the rest piece by piece, watching for the answer wherever a piece has to wait.</summary>
    private async ValueTask FinishWritingAsync(ValueTask first, ReadOnlyMemory<byte> rest)
    {
        long? answeredAt = null;
        for (var writing = first.AsTask(); ; writing = WritePiece(ref rest).AsTask())
        {
            if (!writing.IsCompleted)
            {
                await Task.WhenAny(writing, AnsweredAsync()).ConfigureAwait(false);
                lock (_lock)
                    _answered = null;
            }

            if (!writing.IsCompleted)
            {
                answeredAt ??= clock.GetTimestamp();
                await EndUnlessTakenAsync(writing, Longest - clock.GetElapsedTime(answeredAt.Value)).ConfigureAwait(false);
            }

            await writing.ConfigureAwait(false);
            if (rest.IsEmpty)
                return;
        }
    }

    /// <summary>Ends when an answer has begun.</summary>
    private Task AnsweredAsync()
    {
        lock (_lock)
        {
            if (_start.HasBegun)
                return Task.CompletedTask;
            _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_isReading)
                ReadAhead();
            return _answered.Task;
        }
    }

    private async Task EndUnlessTakenAsync(Task writing, TimeSpan left)
    {
        var patience = left < Stalled ? left : Stalled;
        try
        {
            if (patience > TimeSpan.Zero)
                await writing.WaitAsync(patience, clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The receiver has taken nothing.
        }

        if (writing.IsCompleted)
            return;
        await _end.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        throw new IOException("The receiver has answered and doesn't read the rest of the request.");
    }

    private void ReadAhead()
    {
        if (_readingAhead is not null)
            return;
        if (_ahead.Length == 0)
            _ahead = new byte[MostAhead];
        (_from, _until) = (0, 0);
        _readingAhead = ReadAheadAsync();
    }

    /// <summary>Reads until an answer has begun; 0 at the end of the connection.</summary>
    private async Task<int> ReadAheadAsync()
    {
        while (true)
        {
            var count = await inner.ReadAsync(_ahead.AsMemory(_until)).ConfigureAwait(false);
            lock (_lock)
            {
                _head.Apply(_ahead.AsSpan(_until, count));
                _start.Add(_ahead.AsSpan(_until, count));
                _until += count;
                if (_start.HasBegun)
                    _answered?.TrySetResult();
                if (_start.HasBegun || count == 0 || _until == _ahead.Length)
                    return count;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> FinishReadingAsync(ValueTask<int> reading, Memory<byte> buffer)
    {
        var count = 0;
        try
        {
            return count = await reading.ConfigureAwait(false);
        }
        finally
        {
            Note(buffer.Span[..count]);
        }
    }

    private void Note(Span<byte> bytes)
    {
        lock (_lock)
        {
            _isReading = false;
            _head.Apply(bytes);
            _start.Add(bytes);
            if (_answered is null)
                return;
            if (_start.HasBegun)
                _answered.TrySetResult();
            else
                ReadAhead();
        }
    }

    /// <summary>Gives what was read ahead, and then how that ended.</summary>
    private async ValueTask<int> TakeAsync(Task<int> readingAhead, Memory<byte> buffer)
    {
        await ((Task)readingAhead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (buffer.IsEmpty)
            return 0;
        lock (_lock)
        {
            var count = Math.Min(buffer.Length, _until - _from);
            _ahead.AsSpan(_from, count).CopyTo(buffer.Span);
            _from += count;
            if (_from == _until && readingAhead.IsCompletedSuccessfully && readingAhead.Result > 0)
                _readingAhead = null;
            if (count > 0)
                return count;
        }

        return await readingAhead.ConfigureAwait(false);
    }
}

/// <summary>A request was to be sent over a connection that holds half of another one. Nothing of it was sent.</summary>
internal sealed class ConnectionEndedException() : Exception("The connection was left with half of an earlier request.");
