using System.Diagnostics.CodeAnalysis;

namespace Ringback.Verification.Json;

/// <summary>
/// A <c>Content-Type</c> as web servers read it: the media type is what stands before the first semicolon, and a parameter that is broken
/// takes nothing from it. RFC 9110 would refuse <c>boundary=a=b</c>, a semicolon at the end and a quote that isn't closed; senders write them.
/// </summary>
/// <param name="Name">The media type, <c>multipart/form-data</c>; in any case.</param>
/// <param name="Header">All of it, parameters included.</param>
internal sealed record BodyType(string Name, string Header)
{
    public const string Form = "application/x-www-form-urlencoded";
    public const string Multipart = "multipart/form-data";

    /// <summary>False when none is declared.</summary>
    public static bool TryRead(string? header, [NotNullWhen(true)] out BodyType? type)
    {
        var end = header?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        var name = (end < 0 ? header : header![..end])?.Trim();
        type = string.IsNullOrEmpty(name) ? null : new BodyType(name, header!);
        return type is not null;
    }

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The parameter of that name, unquoted; null when there is none.</summary>
    public string? Parameter(string name) => HeaderParameters.Read(Header, name);
}
