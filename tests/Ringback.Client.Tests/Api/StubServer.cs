using System.Net;

namespace Ringback.Client.Tests.Api;

/// <summary>Answers what it was told to, in order, and remembers what it was asked.</summary>
internal sealed class StubServer(params (HttpStatusCode Status, string Body)[] answers) : HttpMessageHandler
{
    private int _next;

    public List<(string Method, string Uri, string? Key, string? Body)> Requests { get; } = [];

    /// <summary>In the place of an answer, before it.</summary>
    public Queue<Exception> Failures { get; } = [];

    public TimeSpan? RetryAfter { get; init; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        request.Headers.Authorization!.ToString().ShouldBe("Bearer token");
        Requests.Add((request.Method.Method, request.RequestUri!.AbsoluteUri, request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null, body));
        if (Failures.TryDequeue(out var failure)) throw failure;
        var (status, text) = answers[_next++];
        var response = new HttpResponseMessage(status) { Content = new StringContent(text) };
        if (RetryAfter is { } wait) response.Headers.RetryAfter = new(wait);
        return response;
    }
}
