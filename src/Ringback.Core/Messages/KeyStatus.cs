namespace Ringback.Core.Messages;

/// <summary>What a unique key had to say about a request.</summary>
internal enum KeyStatus
{
    /// <summary>Nothing: it ran now.</summary>
    Fresh = 0,

    /// <summary>The same request is on record; its first result stands.</summary>
    Replayed = 1,

    /// <summary>The key was already used for a request with another body.</summary>
    Reused = 2,
}
