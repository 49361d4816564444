using System.Net;

namespace Ringback.Client.Api;

/// <summary>The server refused a request, or what answered isn't Ringback. Its message says what and why, and holds no secret.</summary>
public sealed class RingbackApiException : Exception
{
    internal RingbackApiException(HttpStatusCode status, string? code, string detail, IReadOnlyList<RingbackFieldError> fields, Exception? inner = null)
        : base(fields.Count == 0 ? $"{(int)status} {code}: {detail}" : $"{(int)status}: {string.Join("; ", fields)}", inner)
    {
        Status = status;
        Code = code;
        Detail = detail;
        Fields = fields;
    }

    /// <summary>The HTTP status. A good one (2xx) has an answer that isn't Ringback's.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>For programs: <c>not_found</c>, <c>conflict</c> and so on. Null of a 422, and where something between answered.</summary>
    public string? Code { get; }

    /// <summary>For people. Empty of a 422.</summary>
    public string Detail { get; }

    /// <summary>Of a 422 everything that is wrong; else empty.</summary>
    public IReadOnlyList<RingbackFieldError> Fields { get; }
}

/// <summary>One thing that is wrong in a request.</summary>
/// <param name="Loc">Where, from the outside in: <c>body</c>, <c>config</c>, <c>secret</c>.</param>
/// <param name="Msg">What is wrong.</param>
/// <param name="Type">The same for programs: <c>value_error</c>.</param>
public sealed record RingbackFieldError(IReadOnlyList<string> Loc, string Msg, string Type)
{
    /// <summary><c>body.config.secret: is missing</c>.</summary>
    public override string ToString() => $"{string.Join('.', Loc)}: {Msg}";
}
