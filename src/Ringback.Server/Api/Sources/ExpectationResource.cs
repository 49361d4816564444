using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Reconcile;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Node;
using static Ringback.Server.Api.Inputs.QueryParameters;

namespace Ringback.Server.Api.Sources;

/// <summary><c>/api/v1/source/{source_id}/expectation</c>: webhooks that should come, and whom to ask when they don't. Ours.</summary>
internal sealed class ExpectationResource(RingbackNode node)
{
    private const string Many = "/api/v1/source/{source_id}/expectation";
    private const string One = Many + "/{expectation_id}";

    public static readonly QueryParameter<string?> Key = Text("key", TextRule.Between(1, ObjectKey.MaxLength), "Returns only expectations with this key.");
    public static readonly QueryParameter<int?> Status = Choice("status", "Returns only expectations with this status.", ExpectationOut.Statuses);

    private IExpectationStore Store => node.Store.Expectations;

    public void Map(ApiRoutes routes)
    {
        routes.GetPage(Many, Access.Organisation, ListAsync);
        routes.Post(Many, Access.Organisation, CreateAsync);
        routes.GetPage(One, Access.Organisation, async context => await FindAsync(context) is { } found
            ? ApiResult.Ok(await ShowAsync(found), ApiJson.Default.ExpectationOut)
            : ApiError.NotFound);
        routes.Delete(One, Access.Organisation, CancelAsync);
    }

    private async ValueTask<ApiResult> CreateAsync(ApiContext context)
    {
        var input = await context.ReadAsync(ExpectationIn.Read);
        if (input.Failed(out var error)) return error;
        if (!context.TryKey(input.Body.Span, out var key, out error)) return error;
        if (context.Source(node.Catalog) is not { } source) return ApiError.NotFound;
        var id = node.Ids.Next();
        var headers = PollHeaders.Seal(node.Box, id, input.Value.Headers ?? PollHeaders.None);
        ChangeResult kept;
        try
        {
            kept = await Store.CreateAsync(key, input.Value.ToExpectation(source.Id, id, headers, node.Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        }
        catch (TooManyPointersException tooMany)
        {
            return ApiError.Invalid(tooMany.Message, "body", "fulfilledWhen", "keyPointer");
        }
        if (kept.Status == KeyStatus.Reused) return ApiError.KeyReused;
        return Ksuid.TryParse(kept.Reference, IdPrefix.Expectation, out var made) && await Store.FindAsync(source.Id, made) is { } found
            ? ApiResult.Created(await ShowAsync(found), ApiJson.Default.ExpectationOut)
            : ApiError.NotFound;
    }

    private async ValueTask<ApiResult> ListAsync(ApiContext context)
    {
        var asked = PageQuery.Read(context.Query);
        var page = asked.ToRequest(IdPrefix.Expectation, context.Query);
        var key = Key.Read(context.Query);
        var status = Status.Read(context.Query);
        if (context.Query.Errors.Failed(out var error)) return error;
        if (context.Source(node.Catalog) is not { } source) return ApiError.NotFound;
        var list = await Store.ListAsync(source.Id, new ExpectationFilter(key, (ExpectationStatus?)status), page);
        return ApiResult.Ok(list.ToList(asked, IdPrefix.Expectation, static item => ExpectationOut.FromExpectation(item, null)), ApiJson.Default.ListOutExpectationOut);
    }

    private async ValueTask<ApiResult> CancelAsync(ApiContext context)
    {
        if (context.Source(node.Catalog) is not { } source || !Ksuid.TryParse(context.Route(PathParts.Expectation), IdPrefix.Expectation, out var id))
            return ApiError.NotFound;
        return await Store.CancelAsync(source.Id, id) switch
        {
            null => ApiError.NotFound,
            ExpectationStatus.Canceled => ApiResult.NoContent,
            var ended => ApiError.Conflict($"It is {ExpectationOut.Statuses[(int)ended]} already."),
        };
    }

    private async ValueTask<Expectation?> FindAsync(ApiContext context) =>
        context.Source(node.Catalog) is { } source && Ksuid.TryParse(context.Route(PathParts.Expectation), IdPrefix.Expectation, out var id)
            ? await Store.FindAsync(source.Id, id)
            : null;

    private async ValueTask<ExpectationOut> ShowAsync(Expectation expectation) =>
        ExpectationOut.FromExpectation(expectation, await Store.PollsAsync(expectation));
}
