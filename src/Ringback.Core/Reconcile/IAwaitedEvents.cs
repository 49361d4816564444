using Ringback.Core.Messages;

namespace Ringback.Core.Reconcile;

/// <summary>Whether what comes was waited for, decided in the batch that accepts it.</summary>
internal interface IAwaitedEvents
{
    /// <summary>Looks at what an event is about; null when nothing was ever expected of its source.</summary>
    ISighting? SightingOf(Message message);
}

/// <summary>An event held against what is expected.</summary>
internal interface ISighting
{
    /// <summary>The seq of the event made of an answer, which this one would have been, had it not come late; null when there is none.</summary>
    long? Earlier();

    /// <summary>The event was accepted, and has its seq: fulfils what it meets.</summary>
    void Fulfil();
}
