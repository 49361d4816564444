using System.Collections;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>A list that tells when it is looked at: what happens then happens in the midst of what looks.</summary>
internal sealed class WatchedList<T>(IReadOnlyList<T> items, Action looked) : IReadOnlyList<T>
{
    public int Count => Look().Count;

    public T this[int index] => Look()[index];

    public IEnumerator<T> GetEnumerator() => Look().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IReadOnlyList<T> Look()
    {
        looked();
        return items;
    }
}
