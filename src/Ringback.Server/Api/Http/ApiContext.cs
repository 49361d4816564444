using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Server.Api.Answers;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Http;

/// <summary>A request that was let in, and the readers of its parts.</summary>
internal sealed class ApiContext(HttpContext http, Credential? credential, int bodyLimit)
{
    private const string KeyHeader = "idempotency-key";

    public HttpContext Http { get; } = http;

    /// <summary>Who sent it.</summary>
    /// <exception cref="InvalidOperationException">The route is open to all.</exception>
    public Credential Credential => credential ?? throw new InvalidOperationException("An open route has no credential.");

    /// <summary>On whose account the answer is.</summary>
    public AnswerHolder Holder => AnswerHolder.FromCredential(credential);

    /// <summary>The room for the answer; null where the operation waits for none.</summary>
    public AnswerLease? Lease { private get; set; }

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>A parameter of the route, decoded: an id or a uid, and as hostile as its sender.</summary>
    public string Route(PathPart part) => Http.Request.RouteValues[part.Name] as string ?? "";

    /// <summary>The parameters behind the question mark.</summary>
    public QueryFields Query => field ??= new QueryFields(Http.Request.Query);

    /// <summary>Whether the bearer may touch this application: if not, it isn't told that there is one (404).</summary>
    public bool MayUse(Ksuid application) => Credential.Application is not { } own || own == application;

    /// <summary>Waits for room for an answer that is larger than most of its operation, before it is read from the store.</summary>
    /// <returns>Null when there is room; else the answer that says why there is none.</returns>
    /// <exception cref="InvalidOperationException">The operation is none of those that read.</exception>
    public async ValueTask<ApiError?> ReserveAsync(long bytes)
    {
        var lease = Lease ?? throw new InvalidOperationException("Only operations that read wait for room.");
        return await lease.ReserveAsync(bytes, Aborted) is { } refusal ? ApiError.NoRoom(refusal) : null;
    }

    /// <summary>The whole body, or why there is none to be had.</summary>
    public ValueTask<Input<ReadOnlyMemory<byte>>> ReadBytesAsync() => RequestBody.ReadAsync(Http, bodyLimit);

    /// <summary>The body as a validated input.</summary>
    /// <param name="read">Reads the fields; what is wrong goes to their errors.</param>
    /// <param name="optional">Whether an empty body counts as <c>{}</c>.</param>
    public async ValueTask<Input<T>> ReadAsync<T>(Func<JsonFields, T> read, bool optional = false)
        where T : class
    {
        var bytes = await ReadBytesAsync();
        return bytes.Failed(out var error) ? new Input<T>(error) : JsonFields.Read(bytes.Body, read, optional);
    }

    /// <summary>The idempotency key of this request; null when it has none. Its scope: whom the token stands for, and the path.</summary>
    /// <param name="body">The body as it came: the same key with another one is refused.</param>
    /// <returns>False, with the answer, when the header is there and no key.</returns>
    public bool TryKey(ReadOnlySpan<byte> body, out IdempotencyKey? key, [NotNullWhen(false)] out ApiError? error)
    {
        key = null;
        error = null;
        var header = Http.Request.Headers[KeyHeader];
        if (header.Count == 0) return true;
        var text = header.Count == 1 ? header[0] : null;
        if (string.IsNullOrEmpty(text) || text.Length > IdempotencyKey.MaxLength)
        {
            error = ApiError.Invalid($"must be one text of 1 to {IdempotencyKey.MaxLength} characters", "header", KeyHeader);
            return false;
        }
        key = IdempotencyKey.Create(Credential.AppId ?? Credential.OrgId, Http.Request.Path.Value!.TrimEnd('/'), text, body);
        return true;
    }
}
