using Ringback.Core.Commit;
using Ringback.Core.Messages;

namespace Ringback.Core.Intake;

/// <summary>Where verified requests of providers are made durable, so that the provider can be answered.</summary>
internal interface IReceivedIntake : IAsyncDisposable
{
    /// <value>Why no request is taken now; null when requests are taken.</value>
    string? Fault { get; }

    /// <summary>
    /// Completes when the request is durable. The result is what the store decided, or <see cref="ReceivedResult.NotDecided"/>: then this
    /// intake gives the request to the store later, in the order of arrival of its source.
    /// </summary>
    /// <exception cref="StoreUnavailableException">
    /// The provider must send the request again. It may have been kept all the same, when it isn't known whether it was.
    /// </exception>
    ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request);

    /// <summary>Begins to take requests, and to give the store what was left before.</summary>
    void Start();

    /// <summary>Ends when nothing more is given to the store. No request is taken any more.</summary>
    Task StopAsync();
}
