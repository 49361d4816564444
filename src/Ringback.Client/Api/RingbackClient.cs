namespace Ringback.Client.Api;

/// <summary>
/// A typed client for what Ringback's API has beside that of the Svix SDKs: sources and what came to them, operations and their
/// results, expectations. Safe for many threads at once. Wherever a method takes an id it takes the uid.
/// </summary>
/// <remarks>
/// All methods throw <see cref="RingbackApiException"/> when the server refuses and <see cref="HttpRequestException"/> when it can't be
/// reached, both after the retries that the options allow.
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
        Sources = new SourceClient(connection);
        Events = new EventClient(connection);
        Operations = new OperationClient(connection);
        Runs = new RunClient(connection);
        Expectations = new ExpectationClient(connection);
    }

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
}
