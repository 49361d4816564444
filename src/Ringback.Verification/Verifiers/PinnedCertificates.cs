using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Verification.Verifiers;

/// <param name="Key">Null: the certificate isn't trusted, or can't be had now.</param>
/// <param name="IsUnavailable">Nobody knows whether there is such a certificate: its host doesn't answer, or is being asked too often.</param>
internal readonly record struct CertificateKey(RsaKey? Key, bool IsUnavailable = false);

/// <summary>
/// The keys of certificates that requests name by URL: from pinned origins only, trusted only by the given roots, and
/// kept. Nothing is fetched for a URL that isn't pinned. What was fetched once is good for a day more while the host can't be reached.
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
    private static readonly TimeSpan GoodForMore = TimeSpan.FromDays(1);
    private static readonly TimeSpan MistrustKeptFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FailureKeptFor = TimeSpan.FromSeconds(10);
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

    /// <summary>The key of the certificate there, valid now.</summary>
    public ValueTask<CertificateKey> KeyAt(Uri url, DateTimeOffset now, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_kept.TryGetValue(url.AbsoluteUri, out var entry) && now < entry.Until && now >= entry.From) return new(entry.Found);
        }
        return Fetch(url, now, cancellation);
    }

    private async ValueTask<CertificateKey> Fetch(Uri url, DateTimeOffset now, CancellationToken cancellation)
    {
        KeyAnswer? answer;
        try
        {
            if (Interlocked.Increment(ref _fetching) > MostFetching)
            {
                lock (_lock) return WithoutAnswer(_kept.GetValueOrDefault(url.AbsoluteUri), now).Found;
            }
            answer = await source.Ask(new KeyQuestion(url), cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref _fetching);
        }
        Entry? judged = answer is null ? null : Trust(answer.Text, now) ?? new Entry(default, now, now + MistrustKeptFor, now);
        lock (_lock)
        {
            var entry = judged ?? WithoutAnswer(_kept.GetValueOrDefault(url.AbsoluteUri), now);
            // What isn't trusted goes first: whoever makes up URLs drives out no key.
            if (_kept.Count >= MostKept && !_kept.ContainsKey(url.AbsoluteUri)) _kept.Remove(_kept.MinBy(static kept => (kept.Value.Found.Key is not null, kept.Value.Until)).Key);
            _kept[url.AbsoluteUri] = entry;
            return entry.Found;
        }
    }

    private static Entry WithoutAnswer(Entry before, DateTimeOffset now) => before.Found.Key is not null && now >= before.From && now < before.GoodUntil
        ? before with { Until = Earlier(now + FailureKeptFor, before.GoodUntil) }
        : new Entry(new(null, IsUnavailable: true), now, now + FailureKeptFor, now);

    private static bool IsValid(X509Certificate2 certificate, DateTimeOffset now) =>
        now >= new DateTimeOffset(certificate.NotBefore.ToUniversalTime()) && now <= new DateTimeOffset(certificate.NotAfter.ToUniversalTime());

    private static Entry? EntryOf(X509Certificate2 certificate, DateTimeOffset now)
    {
        using var key = certificate.GetRSAPublicKey();
        if (key is null || key.KeySize < 2048) return null;
        var until = new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        var found = new CertificateKey(new RsaKey(key.ExportParameters(includePrivateParameters: false)));
        return new Entry(found, now, Earlier(until, now + KeptFor), Earlier(until, now + KeptFor + GoodForMore));
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private Entry? Trust(string pem, DateTimeOffset now)
    {
        if (pem.Length > LongestPem) return null;
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

    /// <param name="Until">Then it is asked for again.</param>
    /// <param name="GoodUntil">Then it isn't used any more, though there is no answer.</param>
    private readonly record struct Entry(CertificateKey Found, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset GoodUntil);
}
