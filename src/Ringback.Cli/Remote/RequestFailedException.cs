namespace Ringback.Cli.Remote;

/// <summary>A server, ours or a provider's, didn't do what it was asked for; the message says who and why, and holds no key.</summary>
internal sealed class RequestFailedException(string message, int status = 0) : Exception(message)
{
    /// <value>What was answered; 0 when nothing was.</value>
    public int Status => status;
}
