using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Messages;

namespace Ringback.Server.Api.Http;

/// <summary>Changes of the catalog by operations of the API.</summary>
internal static class CatalogChanges
{
    /// <summary>Runs the change and answers; what it throws as a <see cref="RefusedException"/> is answered too.</summary>
    /// <param name="store">What keeps the catalog.</param>
    /// <param name="key">Of the request; when it is on record nothing runs.</param>
    /// <param name="change">Looks up what it needs itself, since all may have changed since the request began. Returns the public id of what it made.</param>
    /// <param name="answer">Makes the answer from that id, now or as often as the request is repeated.</param>
    public static ValueTask<ApiResult> RunAsync(
        this ICatalogStore store, IdempotencyKey? key, Func<CatalogDraft, string?> change, Func<string?, ApiResult> answer) =>
        store.RunAsync(key, change, reference => new ValueTask<ApiResult>(answer(reference)));

    /// <inheritdoc cref="RunAsync(ICatalogStore, IdempotencyKey?, Func{CatalogDraft, string?}, Func{string?, ApiResult})"/>
    public static async ValueTask<ApiResult> RunAsync(
        this ICatalogStore store, IdempotencyKey? key, Func<CatalogDraft, string?> change, Func<string?, ValueTask<ApiResult>> answer)
    {
        ChangeResult result;
        try
        {
            result = await store.ChangeAsync(key, change);
        }
        catch (RefusedException refused)
        {
            return refused.Error;
        }
        return result.Status == KeyStatus.Reused ? ApiError.KeyReused : await answer(result.Reference);
    }

    /// <summary>As above, of a request that has no key.</summary>
    public static ValueTask<ApiResult> RunAsync(this ICatalogStore store, Func<CatalogDraft, string?> change, Func<string?, ApiResult> answer) =>
        store.RunAsync(null, change, answer);

    /// <summary>The value, or a refusal of the change with 404.</summary>
    public static T OrNotFound<T>(this T? found)
        where T : class => found ?? throw new RefusedException(ApiError.NotFound);
}
