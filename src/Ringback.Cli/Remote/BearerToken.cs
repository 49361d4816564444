using System.Buffers;
using Ringback.Cli.Usage;

namespace Ringback.Cli.Remote;

/// <summary>Tokens and keys that are sent as <c>Authorization: Bearer …</c>, as RFC 6750, section 2.1, writes them.</summary>
internal static class BearerToken
{
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <param name="origin">The variable or the file that gave it, for the message, which never shows the token.</param>
    /// <exception cref="UsageException">No header can hold it.</exception>
    public static string Check(string origin, string text)
    {
        var at = text.AsSpan().IndexOfAnyExcept(Allowed);
        if (at < 0) return text;
        throw new UsageException($"{origin} isn't a token: " + (text.AsSpan().ContainsAny('\r', '\n')
            ? "it contains a line break."
            : $"its character {at + 1} is not allowed. A token consists of letters A to Z, digits and -._~+/=."));
    }
}
