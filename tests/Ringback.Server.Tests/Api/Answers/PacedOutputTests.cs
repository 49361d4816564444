using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Ringback.Core.Paging;
using Ringback.Server.Api.Answers;
using Ringback.Testing;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>How long a client may take to read an answer, by what is held for it.</summary>
public sealed class PacedOutputTests
{
    /// <value>Bytes that the connection takes before it takes no more.</value>
    private const int Taken = 8 << 20;

    [Theory]
    [InlineData(0, Taken / PacedOutput.BytesPerSecond)]
    [InlineData(PageRequest.MostBytes, Taken / PacedOutput.BytesPerSecond)]
    [InlineData(8 * PageRequest.MostBytes, Taken / PacedOutput.BytesPerSecond / 8)]
    public async Task What_holds_more_than_a_page_has_to_be_read_faster(long held, int seconds)
    {
        var clock = new ManualTime();
        var connection = new Connection();
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(connection.Pipe.Writer.AsStream()));
        http.Features.Set<IHttpRequestLifetimeFeature>(connection);

        var sending = new PacedOutput(http, clock, held).SendAsync(new byte[2 * Taken]).AsTask();
        await Wait.UntilAsync(() => clock.PendingTimers == 1);
        clock.Advance(TimeSpan.FromSeconds(seconds));
        sending.IsCompleted.ShouldBeFalse();

        clock.Advance(PacedOutput.Grace + TimeSpan.FromSeconds(1));
        (await Wait.ForAsync(sending)).ShouldBeFalse();
        connection.IsAborted.ShouldBeTrue();
    }

    /// <summary>Takes so much, and ends when it is aborted.</summary>
    private sealed class Connection : IHttpRequestLifetimeFeature
    {
        public Pipe Pipe { get; } = new(new PipeOptions(pauseWriterThreshold: Taken, resumeWriterThreshold: 1, useSynchronizationContext: false));

        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort()
        {
            IsAborted = true;
            Pipe.Reader.Complete();
        }
    }
}
