using System.Buffers;
using Ringback.Core.Ids;

namespace Ringback.Core.Messages;

/// <summary>
/// A provider's event types as ours are written (letters, digits, <c>-</c>, <c>_</c>, <c>.</c>; at most 256), so that filters can name
/// them: <c>/</c> and <c>:</c> become <c>.</c>, anything else <c>_</c>. Shopify's <c>orders/create</c> is <c>orders.create</c>,
/// GitLab's <c>Push Hook</c> is <c>Push_Hook</c>. An event without a type has that of its source, as <c>stripe.event</c>.
/// </summary>
internal static class EventTypeName
{
    private const int Longest = 256;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    /// <param name="given">As the provider writes it.</param>
    /// <param name="otherwise">What an event without one is called.</param>
    public static string Normalize(string? given, string otherwise)
    {
        if (string.IsNullOrEmpty(given)) return otherwise;
        var text = given.Length > Longest ? given[..Longest] : given;
        if (text.AsSpan().ContainsAnyExcept(Allowed)) text = Mapped(text);
        // No path could name it.
        return PathStep.Is(text) ? new string('_', text.Length) : text;
    }

    /// <summary>Whether an event's type is one of these, which are written as the provider writes them.</summary>
    public static bool IsOneOf(IReadOnlyList<string> given, string type)
    {
        foreach (var name in given)
            if (Normalize(name, name) == type) return true;
        return false;
    }

    private static string Mapped(string text) => string.Create(text.Length, text, static (into, from) =>
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = from[i] switch
            {
                var c when Allowed.Contains(c) => c,
                '/' or ':' => '.',
                _ => '_',
            };
        }
    });
}
