using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Ringback.Core.Catalog;
using Ringback.Core.Paging;
using Ringback.Core.Settings;
using Ringback.Server.Api.Answers;
using Ringback.Server.Auth;
using Ringback.Verification.Signing;

namespace Ringback.Server.Api.Http;

/// <summary>An operation of the API.</summary>
internal delegate ValueTask<ApiResult> ApiHandler(ApiContext context);

/// <summary>Whose token an operation takes.</summary>
internal enum Access
{
    /// <summary>Nobody's is needed.</summary>
    Open,

    /// <summary>Only an organisation's; an application's is 403.</summary>
    Organisation,

    /// <summary>An organisation's, or an application's that has the capability. The operation checks which application (404).</summary>
    Application,
}

/// <summary>
/// Puts operations on their routes, behind the check of the token. Those that read run when there is room for their answer. A trailing
/// slash makes no difference.
/// </summary>
internal sealed class ApiRoutes(IEndpointRouteBuilder routes, Authenticator authenticator, AnswerBudget answers, RingbackOptions options)
{
    /// <summary>Of what is in memory anyway, or is small in the store.</summary>
    public IEndpointConventionBuilder Get(string path, Access access, ApiHandler handler, Capability needs = Capability.ViewBase) =>
        Map(HttpMethods.Get, path, access, needs, handler, AnswerSize.Small);

    /// <summary>Of rows that are read from the store.</summary>
    public IEndpointConventionBuilder GetPage(string path, Access access, ApiHandler handler, Capability needs = Capability.ViewBase) =>
        Map(HttpMethods.Get, path, access, needs, handler, AnswerSize.Page);

    /// <summary>An operation that only reads, though it is a POST.</summary>
    public IEndpointConventionBuilder PostThatReads(string path, Access access, ApiHandler handler) =>
        Map(HttpMethods.Post, path, access, Capability.ManageEndpoint, handler, AnswerSize.Small);

    public IEndpointConventionBuilder Post(string path, Access access, ApiHandler handler, Capability needs = Capability.ManageEndpoint) =>
        Map(HttpMethods.Post, path, access, needs, handler);

    public IEndpointConventionBuilder Put(string path, Access access, ApiHandler handler, Capability needs = Capability.ManageEndpoint) =>
        Map(HttpMethods.Put, path, access, needs, handler);

    public IEndpointConventionBuilder Patch(string path, Access access, ApiHandler handler, Capability needs = Capability.ManageEndpoint) =>
        Map(HttpMethods.Patch, path, access, needs, handler);

    public IEndpointConventionBuilder Delete(string path, Access access, ApiHandler handler, Capability needs = Capability.ManageEndpoint) =>
        Map(HttpMethods.Delete, path, access, needs, handler);

    /// <summary>Lets a request in, or gives the answer that doesn't.</summary>
    public ApiError? Enter(HttpContext http, Access access, Capability needs, out ApiContext context)
    {
        var header = access == Access.Open ? "" : http.Request.Headers.Authorization.ToString();
        var credential = authenticator.AuthenticateHeader(header);
        context = new ApiContext(http, credential, options.BodyLimit);
        var refusal = Refusal(access, needs, credential);
        return refusal == ApiError.Unauthenticated ? Explain(header) : refusal;
    }

    /// <summary>Tells the slips that people make most.</summary>
    private ApiError Explain(string header) =>
        authenticator.HasSecret(header) ? ApiError.SecretIsNoToken
        : header.Contains(EndpointSecret.SymmetricPrefix, StringComparison.Ordinal) || header.Contains(EndpointSecret.PrivatePrefix, StringComparison.Ordinal) ? ApiError.EndpointSecretIsNoToken
        : header.Length > 0 && !header.Contains(' ', StringComparison.Ordinal) ? ApiError.NoBearer
        : ApiError.Unauthenticated;

    /// <exception cref="ArgumentException">
    /// The operation writes, but a token that may only look would be let in. <see cref="Capability.None"/> is for an operation that
    /// changes nothing but the bearer's own token.
    /// </exception>
    private IEndpointConventionBuilder Map(string method, string path, Access access, Capability needs, ApiHandler handler, AnswerSize? size = null)
    {
        if (!HttpMethods.IsGet(method) && access == Access.Application && needs != Capability.None && !needs.AllowsChanges())
            throw new ArgumentException($"{method} {path} writes: it needs a capability to manage or to create, not {needs}.", nameof(needs));
        return routes.MapMethods(path, [method], http => Enter(http, access, needs, out var context) is { } refusal
            ? ApiResult.From(refusal).WriteAsync(http).AsTask()
            : size is { } room ? ReadAsync(context, handler, room) : AnswerAsync(context, handler)).WithMetadata(new RouteAccess(access, needs, size));
    }

    /// <summary>What is read is in memory before it is known how much it is: the room for it is taken first.</summary>
    private async Task ReadAsync(ApiContext context, ApiHandler handler, AnswerSize size)
    {
        var room = await answers.TakeAsync(context.Holder, BytesOf(size), context.Aborted);
        using var lease = room.Lease;
        context.Lease = lease;
        var result = lease is null ? ApiError.NoRoom(room.Refusal) : await handler(context);
        await result.WriteAsync(context.Http, lease);
    }

    /// <summary>A page holds one row, however large: as a rule at most what a request may bring.</summary>
    private long BytesOf(AnswerSize size) => size == AnswerSize.Page ? Math.Max(PageRequest.MostBytes, options.BodyLimit) : AnswerBudget.Small;

    /// <summary>What was done has to be answered, whether there is room or not: a large answer takes it from those that come after.</summary>
    private async Task AnswerAsync(ApiContext context, ApiHandler handler)
    {
        using var lease = answers.Begin(context.Holder);
        await (await handler(context)).WriteAsync(context.Http, lease);
    }

    private static ApiError? Refusal(Access access, Capability needs, Credential? credential) => (access, credential) switch
    {
        (Access.Open, _) => null,
        (_, null) => ApiError.Unauthenticated,
        (_, { Kind: CredentialKind.Organisation }) => null,
        (Access.Application, _) when credential.Can(needs) => null,
        _ => ApiError.Forbidden,
    };
}
