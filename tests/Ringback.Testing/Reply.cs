using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Ringback.Testing;

/// <summary>What a <see cref="FakeReceiver"/> does with a request that it has read. The token ends with the receiver.</summary>
internal delegate Task Reply(HttpContext context, CancellationToken stopping);

internal static class Replies
{
    public static readonly Reply Ok = Status(200);

    /// <summary>Never answers.</summary>
    public static readonly Reply Hang = static (context, stopping) => UntilGone(context, stopping);

    /// <summary>Breaks the connection without an answer.</summary>
    public static readonly Reply Reset = static (context, _) =>
    {
        context.Abort();
        return Task.CompletedTask;
    };

    /// <summary>
    /// Sends the head and a part of the body that it announced, then resets the connection. HTTP/1.1 without TLS only: it writes on the
    /// socket itself, as an abort of Kestrel may overtake what it has flushed.
    /// </summary>
    public static readonly Reply ResetMidway = static async (context, stopping) =>
    {
        var socket = context.Features.Get<IConnectionSocketFeature>()!.Socket;
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning"u8.ToArray(), stopping);
        socket.LingerState = new System.Net.Sockets.LingerOption(true, 0);
        socket.Close();
        context.Abort();
    };

    public static Reply Status(int status, string body = "", params (string Name, string Value)[] headers) => async (context, stopping) =>
    {
        context.Response.StatusCode = status;
        foreach (var (name, value) in headers) context.Response.Headers.Append(name, value);
        if (body.Length > 0) await context.Response.WriteAsync(body, stopping);
    };

    public static Reply Redirect(string to, int status = 302) => Status(status, "", ("Location", to));

    /// <param name="retryAfter">Seconds, or an HTTP date.</param>
    public static Reply RetryAfter(int status, string retryAfter) => Status(status, "later", ("Retry-After", retryAfter));

    /// <summary>Answers once the gate opens: for tests that decide when.</summary>
    public static Reply When(Task gate, Reply? then = null) => async (context, stopping) =>
    {
        await gate.WaitAsync(stopping);
        await (then ?? Ok)(context, stopping);
    };

    public static Reply After(TimeSpan delay, Reply? then = null) => async (context, stopping) =>
    {
        await Task.Delay(delay, stopping);
        await (then ?? Ok)(context, stopping);
    };

    /// <summary>A body of that size.</summary>
    public static Reply Large(int bytes, int status = 200, bool announced = true) => async (context, stopping) =>
    {
        context.Response.StatusCode = status;
        if (announced) context.Response.ContentLength = bytes;
        await context.Response.Body.WriteAsync(Enumerable.Repeat((byte)'x', bytes).ToArray(), stopping);
    };

    /// <summary>As fast as it goes, until the sender has had enough.</summary>
    public static Reply Endless(int status = 200) => (context, stopping) => Pour(context, status, TimeSpan.Zero, stopping);

    /// <summary>A byte now and then, for ever.</summary>
    public static Reply Trickle(TimeSpan every, int status = 200) => (context, stopping) => Pour(context, status, every, stopping);

    /// <summary>These bytes on the connection in the place of a response, then its end. HTTP/1.1 only.</summary>
    public static Reply Raw(string bytes) => async (context, stopping) =>
    {
        var output = context.Features.Get<IConnectionTransportFeature>()!.Transport.Output;
        await output.WriteAsync(Encoding.Latin1.GetBytes(bytes), stopping);
        await output.CompleteAsync();
    };

    /// <summary>Fails so many times, then succeeds: give it to <see cref="FakeReceiver.On"/>.</summary>
    public static Reply[] Flapping(int failures, int status = 500) =>
        [.. Enumerable.Repeat(Status(status, "not now"), failures), Ok];

    private static async Task Pour(HttpContext context, int status, TimeSpan every, CancellationToken stopping)
    {
        context.Response.StatusCode = status;
        var piece = Enumerable.Repeat((byte)'x', every == TimeSpan.Zero ? 4096 : 1).ToArray();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        while (!end.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(piece, end.Token);
            await context.Response.Body.FlushAsync(end.Token);
            if (every > TimeSpan.Zero) await Task.Delay(every, end.Token);
        }
    }

    private static Task UntilGone(HttpContext context, CancellationToken stopping)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        context.RequestAborted.Register(gone.SetResult);
        return gone.Task.WaitAsync(stopping);
    }
}
