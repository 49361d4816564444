namespace Ringback.Server.Gateway;

/// <summary>Why a request isn't taken, and what its sender hears.</summary>
/// <param name="Reply">What is answered.</param>
/// <param name="Reason">One of <see cref="RefusedReason"/>.</param>
/// <param name="Detail">A sentence for the source's owner.</param>
/// <param name="IsKept">Whether it may go into the ring; else it is only counted.</param>
internal readonly record struct GatewayRefusal(GatewayReply Reply, string Reason, string Detail, bool IsKept = true)
{
    /// <param name="retryAfter">Seconds.</param>
    public static GatewayRefusal BacklogFull(int retryAfter) => new(
        GatewayReply.Refusal(429, RefusedReason.Backlog, "Earlier events wait for too long. Send the event again later.", retryAfter),
        RefusedReason.Backlog, "earlier events wait for their first attempt longer than the setting backlog-age allows");
}
