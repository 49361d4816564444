using System.Text;
using Ringback.Core.Http;
using Ringback.Testing;

namespace Ringback.Core.Tests.Http;

/// <summary>One connection, used as HttpClient uses it.</summary>
public sealed class EarlyAnswerStreamTests
{
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    /// <summary>HttpClient gives a connection on to a request that waits for one, without asking for anything between.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_answer_before_is_none_of_this_request(bool asksBetween)
    {
        var clock = new ManualTime(DateTimeOffset.UnixEpoch);
        await using var inner = new SlowConnection();
        await using var stream = new EarlyAnswerStream(inner, clock);
        var buffer = new byte[1024];

        inner.Takes.SetResult();
        await stream.WriteAsync("POST / HTTP/1.1\r\n\r\n"u8.ToArray());
        inner.Answers.SetResult(Answer);
        (await stream.ReadAsync(buffer)).ShouldBe(Answer.Length);

        inner.Takes = new TaskCompletionSource();
        inner.Answers = new TaskCompletionSource<byte[]>();
        var asking = asksBetween ? stream.ReadAsync(buffer).AsTask() : null;
        var writing = stream.WriteAsync(new byte[1024]).AsTask();
        await Wait.UntilAsync(() => inner.IsRead);
        clock.Advance(TimeSpan.FromMinutes(1));
        writing.IsCompleted.ShouldBeFalse();

        // Now it is answered, and takes nothing more.
        inner.Answers.SetResult(Answer);
        await Wait.UntilAsync(() => clock.PendingTimers > 0);
        clock.Advance(EarlyAnswerStream.Stalled);
        await Should.ThrowAsync<IOException>(writing);
        (await (asking ?? stream.ReadAsync(buffer).AsTask())).ShouldBe(Answer.Length);
    }

    /// <summary>Takes what is written, and answers, when it is told to.</summary>
    private sealed class SlowConnection : Stream
    {
        public TaskCompletionSource Takes { get; set; } = new();

        public TaskCompletionSource<byte[]> Answers { get; set; } = new();

        public bool IsRead { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var answers = Answers;
            IsRead = answers.Task.IsCompleted is false;
            var answer = await answers.Task.WaitAsync(cancellationToken);
            answer.CopyTo(buffer);
            return answer.Length;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => new(Takes.Task.WaitAsync(cancellationToken));

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
