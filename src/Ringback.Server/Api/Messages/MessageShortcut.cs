using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Auth;
using Ringback.Server.Listening;

namespace Ringback.Server.Api.Messages;

/// <summary>
/// Takes posts of messages past CORS and routing, which have nothing to do for them. Everything else, and a browser's post, goes on:
/// the same operation stands on its route too.
/// </summary>
internal sealed class MessageShortcut(ApiRoutes routes, MessageCreate create, AnswerBudget answers, ErrorAnswers errors)
{
    private const string Before = "/api/v1/app/";
    private const string After = "/msg";

    public Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        return HttpMethods.IsPost(request.Method) && TryName(RawPath.Read(http), out var name) && !request.Headers.ContainsKey(HeaderNames.Origin)
            ? AnswerAsync(http, name)
            : next(http);
    }

    private async Task AnswerAsync(HttpContext http, string name)
    {
        try
        {
            var result = routes.Enter(http, Access.Organisation, Capability.None, out var context) is { } refusal
                ? refusal
                : await create.PostAsync(context, name);
            using var lease = answers.Begin(context.Holder);
            await result.WriteAsync(http, lease);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await errors.AnswerAsync(http, e);
        }
    }

    /// <summary>
    /// The application in <c>/api/v1/app/{app_id}/msg</c>, with or without a slash behind it. A name that is encoded is left to its route:
    /// no name needs to be.
    /// </summary>
    private static bool TryName(ReadOnlySpan<char> path, out string name)
    {
        name = "";
        if (!path.StartsWith(Before, StringComparison.Ordinal)) return false;
        path = path[Before.Length..];
        var end = path.IndexOf('/');
        if (end <= 0 || path[..end].Contains('%') || path[end..] is not (After or After + "/")) return false;
        name = path[..end].ToString();
        return true;
    }
}
