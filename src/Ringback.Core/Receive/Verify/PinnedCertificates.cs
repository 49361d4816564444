using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Core.Receive.Verify;

/// <summary>
/// The keys of certificates that requests name by URL: from pinned origins only, trusted only by the given roots, and
/// kept. Nothing is fetched for a URL that isn't pinned.
/// </summary>
/// <param name="isPinned">Whether this URL may be fetched at all.</param>
/// <param name="isName">Whether a certificate of this subject's name may sign.</param>
/// <param name="roots">Null: those of the system.</param>
/// <param name="trustsHost">A certificate is trusted because its host, which TLS proves, has it: it comes without those between it and its root.</param>
internal sealed class PinnedCertificates(IKeyHost source, Func<Uri, bool> isPinned, Func<string, bool> isName, X509Certificate2Collection? roots, bool trustsHost = false)
{
    // A provider has one or two; whoever makes us keep more names URLs of his own making.
    private const int MostKept = 8;
    private const int LongestPem = 64 * 1024;

    // At a time: else whoever makes up URLs has us ask the provider as often as he likes.
    private const int MostFetching = 8;
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(12);
    private static readonly TimeSpan FailureKeptFor = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, Entry> _kept = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _fetching;

    public bool IsPinned([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Uri? url)
    {
        url = null;
        if (text is null || text.Length > 2048 || !Uri.TryCreate(text, UriKind.Absolute, out var parsed)
            || parsed.UserInfo.Length > 0 || !isPinned(parsed)) return false;
        url = parsed;
        return true;
    }

    /// <summary>The key of the certificate there, valid now; null when there is none to be trusted.</summary>
    public ValueTask<RsaKey?> KeyAt(Uri url, DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(url.AbsoluteUri, out var entry) && now < entry.Until && now >= entry.From) return new(entry.Key);
        }
        return Fetch(url, now, cancellation);
    }

    private async ValueTask<RsaKey?> Fetch(Uri url, DateTimeOffset now, CancellationToken cancellation)
    {
        string? pem;
        try
        {
            if (Interlocked.Increment(ref _fetching) > MostFetching) return null;
            pem = (await source.Ask(new KeyQuestion(url), cancellation))?.Text;
        }
        finally
        {
            Interlocked.Decrement(ref _fetching);
        }
        var entry = Trust(pem, now) ?? new Entry(null, now, now + FailureKeptFor);
        lock (_lock)
        {
            if (_kept.Count >= MostKept && !_kept.ContainsKey(url.AbsoluteUri)) _kept.Remove(_kept.MinBy(kept => kept.Value.Until).Key);
            _kept[url.AbsoluteUri] = entry;
        }
        return entry.Key;
    }

    private static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) =>
        now >= new DateTimeOffset(certificate.NotBefore.ToUniversalTime()) && now <= new DateTimeOffset(certificate.NotAfter.ToUniversalTime());

    private static Entry? EntryOf(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var key = certificate.GetRSAPublicKey();
        if (key is null || key.KeySize < 2048) return null;
        var until = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        return new Entry(new RsaKey(key.ExportParameters(includePrivateParameters: false)), now, until < now + KeptFor ? until : now + KeptFor);
    }

    private Entry? Trust(string? pem, DateTimeOffset now)
    {
        if (pem is null || pem.Length > LongestPem) return null;
        var given = new X509Certificate2Collection();
        try
        {
            given.ImportFromPem(pem);
            if (given.Count == 0 || !isName(given[0].GetNameInfo(X509NameType.SimpleName, forIssuer: false))) return null;
            if (trustsHost) return IsValid(given[0], now) ? EntryOf(given[0], now) : null;
            using var chain = new X509Chain();
            chain.ChainPolicy.VerificationTime = now.UtcDateTime;
            chain.ChainPolicy.VerificationTimeIgnored = false;
            // Neither revocation nor missing certificates are asked for at addresses that the certificate names.
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.ExtraStore.AddRange(given);
            if (roots is not null)
            {
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            }
            return chain.Build(given[0]) ? EntryOf(given[0], now) : null;
        }
        catch (CryptographicException)
        {
            // Not a certificate.
            return null;
        }
        finally
        {
            foreach (var certificate in given) certificate.Dispose();
        }
    }

    private readonly record struct Entry(RsaKey? Key, DateTimeOffset From, DateTimeOffset Until);
}
