namespace Ringback.Storage.Contracts.Model;

/// <summary>A list that can be put back to what it held: how the model takes back a step that throws.</summary>
internal sealed class Rows<TRow> : List<TRow>, IRows
{
    public Action Remember()
    {
        var before = ToArray();
        return () =>
        {
            Clear();
            AddRange(before);
        };
    }

    /// <summary>Puts another row in the place of each that is meant.</summary>
    public void Change(Predicate<TRow> meant, Func<TRow, TRow> change)
    {
        for (var i = 0; i < Count; i++)
            if (meant(this[i]))
                this[i] = change(this[i]);
    }
}

internal interface IRows
{
    /// <returns>Puts the list back to what it holds now.</returns>
    Action Remember();
}
