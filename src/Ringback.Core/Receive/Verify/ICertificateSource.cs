namespace Ringback.Core.Receive.Verify;

/// <summary>Fetches certificates. Asked only for URLs that are pinned, and seldom: what it gives is kept.</summary>
internal interface ICertificateSource
{
    /// <summary>
    /// The PEM at this URL: a certificate, or it and those between it and its root. Null when it can't be had. Follows
    /// no redirect, reads at most 64 KiB, gives up in seconds, and doesn't throw but for a cancellation.
    /// </summary>
    ValueTask<string?> Fetch(Uri url, CancellationToken cancellation);
}
