using System.Collections;

namespace Ringback.Server.Api.Answers;

/// <summary>Rows as the API shows them, each made when it is written.</summary>
internal sealed class ShownRows<TItem, TOut>(IReadOnlyList<TItem> items, Func<TItem, TOut> show) : IReadOnlyList<TOut>
{
    public int Count => items.Count;

    public TOut this[int index] => show(items[index]);

    public IEnumerator<TOut> GetEnumerator() => items.Select(show).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
