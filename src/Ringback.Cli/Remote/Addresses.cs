using Ringback.Cli.Usage;

namespace Ringback.Cli.Remote;

/// <summary>Addresses that a command line gives to send keys to.</summary>
internal static class Addresses
{
    /// <exception cref="UsageException">It is none, or would send a key in the clear over a network.</exception>
    public static Uri Read(string flag, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
            throw new UsageException($"{flag} {text}: it must be an address, such as https://ringback.example.com.");
        if (url.Scheme == "http" && !url.IsLoopback)
            throw new UsageException($"{flag} {text}: it must be https, because a key is sent to it.");
        return url.AbsoluteUri.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }
}
