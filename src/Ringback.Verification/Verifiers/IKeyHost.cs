namespace Ringback.Verification.Verifiers;

/// <summary>What is asked of a host that is pinned: a certificate, keys, or to confirm a subscription.</summary>
/// <param name="Url">Pinned by who asks; never as a request says it.</param>
/// <param name="Json">What is posted; null: it is a GET.</param>
internal sealed record KeyQuestion(Uri Url, byte[]? Json = null);

/// <param name="Text">The body: at most 64 KiB.</param>
/// <param name="MaxAge">How long it may be kept, as <c>Cache-Control</c> says; null when it doesn't.</param>
internal sealed record KeyAnswer(string Text, TimeSpan? MaxAge = null);

/// <summary>Asks the providers' own hosts. Asked only for URLs that are pinned, and seldom: what it gives is kept.</summary>
internal interface IKeyHost
{
    /// <summary>
    /// The answer of status 200. Null when it can't be had. Follows no redirect, reads at most 64 KiB, gives up in seconds, and doesn't
    /// throw but for a cancellation.
    /// </summary>
    ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation);
}
