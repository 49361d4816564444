namespace Ringback.Client.Api;

/// <summary>Messages to applications; see <see cref="RingbackClient"/> for errors.</summary>
public sealed class MessageClient
{
    private readonly ApiConnection _api;

    internal MessageClient(ApiConnection api) => _api = api;

    /// <summary>Sends one to all endpoints of an application that want it. When this returns, the server has it on disk.</summary>
    /// <param name="application">Its id or uid. A source's is refused (400).</param>
    /// <param name="message">What is sent.</param>
    /// <param name="idempotencyKey">1 to 256 characters, kept for 12 hours: sent twice, it is one message. Null: one is made up, for the retries.</param>
    /// <param name="cancellation">Whether it was sent isn't known then.</param>
    /// <returns>What the server has of it, without its payload.</returns>
    /// <exception cref="ArgumentException">It has no payload, or two; or its retention isn't in whole hours.</exception>
    public Task<Message> SendAsync(string application, MessageInput message, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _api.SendAsync(HttpMethod.Post, Many(application) + "?with_content=false", MessageRequest.CreateFrom(message),
            ClientJson.Default.MessageRequest, ClientJson.Default.Message, idempotencyKey, cancellation);

    /// <summary>The messages of an application, newest first; pages are fetched as they are read.</summary>
    public IAsyncEnumerable<Message> ListAsync(string application, MessageFilter? filter = null, CancellationToken cancellation = default) =>
        _api.ListAsync(new ApiQuery(Many(application))
            .WithAny("event_types", filter?.EventTypes).With("channel", filter?.Channel).With("tag", filter?.Tag)
            .With("before", filter?.Before).With("after", filter?.After).WithFlag("with_content", filter?.WithContent, unless: true), ClientJson.Default.ApiPageMessage, cancellation);

    /// <summary>One of them.</summary>
    /// <param name="application">Its application's id or uid; of a source, its id.</param>
    /// <param name="message">Its id, or your own name for it (<see cref="Message.EventId"/>).</param>
    /// <param name="withContent">With its payload.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public Task<Message> GetAsync(string application, string message, bool withContent = true, CancellationToken cancellation = default) =>
        _api.GetAsync(new ApiQuery(One(application, message)).WithFlag("with_content", withContent, unless: true), ClientJson.Default.Message, cancellation);

    /// <summary>Removes the payload of one; what isn't delivered yet never is.</summary>
    public Task DeleteContentAsync(string application, string message, CancellationToken cancellation = default) =>
        _api.DeleteAsync(One(application, message) + "/content", cancellation);

    private static string Many(string application) => ApiQuery.BuildPath($"api/v1/app/{application}/msg");

    private static string One(string application, string message) => ApiQuery.BuildPath($"api/v1/app/{application}/msg/{message}");
}
