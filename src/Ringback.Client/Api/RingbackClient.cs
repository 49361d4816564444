namespace Ringback.Client.Api;

/// <summary>
/// A typed client for Ringback's API: applications, their endpoints and messages and what came of those; sources and what came to them,
/// operations and their results, expectations. Safe for many threads at once. Wherever a method takes an id it takes the uid.
/// </summary>
/// <remarks>
/// All methods throw <see cref="RingbackApiException"/> when the server refuses and <see cref="HttpRequestException"/> when it can't be
/// reached, both after the retries that the options allow. An answer that isn't one of Ringback's is a <see cref="RingbackApiException"/> without a code.
/// </remarks>
public sealed class RingbackClient
{
    /// <param name="http">Whose connections are used; its own timeout holds for each try.</param>
    /// <param name="options">Where the server is, and the token.</param>
    /// <exception cref="ArgumentException">There is no server, or no token.</exception>
    public RingbackClient(HttpClient http, RingbackClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(options);
        var connection = new ApiConnection(http, options);
        Applications = new ApplicationClient(connection);
        Endpoints = new EndpointClient(connection);
        EventTypes = new EventTypeClient(connection);
        Messages = new MessageClient(connection);
        Attempts = new AttemptClient(connection);
        Sources = new SourceClient(connection);
        Events = new EventClient(connection);
        Operations = new OperationClient(connection);
        Runs = new RunClient(connection);
        Expectations = new ExpectationClient(connection);
        Tasks = new TaskClient(connection);
        Raw = new RawClient(connection);
    }

    /// <summary>Those who get messages.</summary>
    public ApplicationClient Applications { get; }

    /// <summary>Where an application's messages go: URLs, secrets, headers.</summary>
    public EndpointClient Endpoints { get; }

    /// <summary>What messages may be about.</summary>
    public EventTypeClient EventTypes { get; }

    /// <summary>Sending messages, and reading them.</summary>
    public MessageClient Messages { get; }

    /// <summary>What came of messages, and sending them again.</summary>
    public AttemptClient Attempts { get; }

    /// <summary>Outside senders: their URLs, secrets, rules.</summary>
    public SourceClient Sources { get; }

    /// <summary>What came to a source.</summary>
    public EventClient Events { get; }

    /// <summary>What Ringback does on a source's messages.</summary>
    public OperationClient Operations { get; }

    /// <summary>What came of operations, and running them again.</summary>
    public RunClient Runs { get; }

    /// <summary>Webhooks that should come, and whom to ask when they don't.</summary>
    public ExpectationClient Expectations { get; }

    /// <summary>What the server does in the background.</summary>
    public TaskClient Tasks { get; }

    /// <summary>Everything else.</summary>
    public RawClient Raw { get; }
}
