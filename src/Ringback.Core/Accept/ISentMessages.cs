using Ringback.Core.Messages;

namespace Ringback.Core.Accept;

/// <summary>Looks at each message that was posted to an application, in the batch that accepts it.</summary>
internal interface ISentMessages
{
    /// <param name="message">Has its seq.</param>
    void MessageSent(Message message);
}
