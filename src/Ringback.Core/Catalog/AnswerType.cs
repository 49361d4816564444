using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;

namespace Ringback.Core.Catalog;

/// <summary>
/// What the answer of a source may be declared as. It stands on the origin of the portal and of every other source, so nothing that a browser
/// would run; providers need text, JSON or XML.
/// </summary>
internal static class AnswerType
{
    public const string PlainText = "text/plain; charset=utf-8";

    private static readonly string[] Allowed = ["application/json", "text/plain", "application/xml", "text/xml"];

    /// <value>For messages.</value>
    public static string Shown { get; } = string.Join(", ", Allowed);

    public static bool IsAllowed([NotNullWhen(true)] string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && Array.Exists(Allowed, allowed => allowed.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase))
        && type.Parameters.All(static parameter =>
            parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)
            && parameter.Value.AsSpan().Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
