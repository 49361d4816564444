using System.Collections.Concurrent;
using System.Net;
using System.Net.Http;

namespace Ringback.Core.Http;

/// <summary>
/// The receivers that speak HTTP/2 and asked for HTTP/1.1 instead. They are remembered for an hour, so that a receiver that was changed
/// meanwhile is asked again.
/// </summary>
internal sealed class Http1Receivers(TimeProvider clock)
{
    private const int Most = 10_000;
    private const int InadequateSecurity = 0xc;
    private const int Http11Required = 0xd;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    // Emptied when it is full; one that has expired is passed over until then.
    private readonly ConcurrentDictionary<(string Host, int Port), long> _until = new();
    private volatile bool _any;

    public bool Includes(Uri url) =>
        _any && _until.TryGetValue((url.IdnHost, url.Port), out var until) && until > clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Remember(Uri url)
    {
        if (_until.Count >= Most)
            _until.Clear();
        _until[(url.IdnHost, url.Port)] = (clock.GetUtcNow() + Remembered).ToUnixTimeMilliseconds();
        _any = true;
    }

    public void Forget(Uri url) => _until.TryRemove((url.IdnHost, url.Port), out _);

    /// <summary>Whether a request over HTTP/2 failed in a way that says: not processed, use HTTP/1.1 (RFC 9113, section 7).</summary>
    public static bool IsAskedForBy(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is HttpProtocolException { ErrorCode: Http11Required or InadequateSecurity })
                return true;
        }

        return false;
    }

    /// <summary>Whether this answer came over HTTP/2 and says that the connection can't be used for the request (421).</summary>
    public static bool IsAskedForBy(HttpResponseMessage response) =>
        response.StatusCode == HttpStatusCode.MisdirectedRequest && response.Version.Major >= 2;
}
