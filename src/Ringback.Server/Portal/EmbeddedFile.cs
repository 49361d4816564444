using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Ringback.Server.Portal;

/// <summary>A file that is part of the program, and how it is served: revalidated each time, sent only when it changed.</summary>
internal sealed class EmbeddedFile
{
    private const string Root = "web/";

    /// <summary>
    /// Everything comes from here, nothing runs that isn't a file of ours, and no script can make markup of text. A page may
    /// be framed, by the customer's own: without the fragment, which only its opener knows, it shows nothing.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

    private readonly byte[] _content;
    private readonly string _type;
    private readonly EntityTagHeaderValue _tag;

    private EmbeddedFile(string name, byte[] content)
    {
        Name = name;
        _content = content;
        _type = TypeOf(name);
        _tag = new EntityTagHeaderValue('"' + Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16)) + '"');
    }

    /// <summary>Its path: <c>pages/endpoint.js</c>.</summary>
    public string Name { get; }

    private bool IsPortal => Name != PortalRoutes.Landing;

    /// <summary>All there are.</summary>
    public static IReadOnlyList<EmbeddedFile> All()
    {
        var assembly = typeof(EmbeddedFile).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Root, StringComparison.Ordinal)).Select(n => Read(assembly, n))];
    }

    /// <summary>Answers GET and HEAD (RFC 9110, 13.1.2).</summary>
    public async Task WriteAsync(HttpContext http)
    {
        var (request, response) = (http.Request, http.Response);
        // Who embeds the portal is its opener's choice: only the other page is kept out of frames.
        response.Headers.ContentSecurityPolicy = IsPortal ? Policy : Policy + "; frame-ancestors 'none'";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = _tag.ToString();
        if (request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(_tag, useStrongComparison: false) || tag.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = _type;
        response.ContentLength = _content.Length;
        if (!HttpMethods.IsHead(request.Method)) await response.Body.WriteAsync(_content, http.RequestAborted);
    }

    private static EmbeddedFile Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The program has no file {resource}.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new EmbeddedFile(resource[Root.Length..].Replace('\\', '/'), content);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"No media type for files of {other}."),
    };
}
