using System.Globalization;
using Ringback.Core.Paging;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>
/// One bounded range scan of an index. Its rows are (position, whether it matches, three more integers): narrow, since what doesn't
/// match is read too. Messages and payloads are looked up for the matches alone.
/// </summary>
internal readonly record struct Scan(List<ScanRow> Matches, long? First, long? Last, bool Done)
{
    /// <value>
    /// Rows that a page looks at when the index alone judges them; when their own table has to; when another's row has to be looked up,
    /// one page of the file for each. Each 1 to 3 ms with three million attempts stored.
    /// </value>
    public const int Cheap = 10_000;

    /// <inheritdoc cref="Cheap"/>
    public const int Near = 2_000;

    /// <inheritdoc cref="Cheap"/>
    public const int Far = 1_000;

    /// <summary>What a statement ends with of which so many rows are looked at: one more says whether those were all.</summary>
    public static string Limit(int most) => string.Create(CultureInfo.InvariantCulture, $"limit {most + 1}");

    public static Scan Read(Statement rows, int limit, int most) => Read(Rows(rows), limit, most);

    /// <summary>The rows of two statements as one list, each in the order of position.</summary>
    public static IEnumerable<ScannedRow> Merge(Statement first, Statement second, bool down)
    {
        using var a = Rows(first).GetEnumerator();
        using var b = Rows(second).GetEnumerator();
        var (hasA, hasB) = (a.MoveNext(), b.MoveNext());
        while (hasA || hasB)
        {
            if (hasA && (!hasB || (a.Current.Row.Position > b.Current.Row.Position) == down))
            {
                yield return a.Current;
                hasA = a.MoveNext();
            }
            else
            {
                yield return b.Current;
                hasB = b.MoveNext();
            }
        }
    }

    public static Scan Read(IEnumerable<ScannedRow> rows, int limit, int most)
    {
        var matches = new List<ScanRow>(Math.Min(limit, 256));
        long? first = null, last = null;
        var seen = 0;
        foreach (var (row, isMatch) in rows)
        {
            if (matches.Count == limit || seen++ == most)
                return new Scan(matches, first, last, false);
            last = row.Position;
            first ??= last;
            if (isMatch)
                matches.Add(row);
        }

        return new Scan(matches, first, last, true);
    }

    private static IEnumerable<ScannedRow> Rows(Statement rows)
    {
        try
        {
            while (rows.Step())
                yield return new ScannedRow(new ScanRow(rows.Int64(0), rows.Int64(2), rows.Int64(3), rows.NullableInt64(4)), rows.Int64(1) != 0);
        }
        finally
        {
            rows.Reset();
        }
    }

    /// <summary>The matches as the page of a list: turned round when they were read backward.</summary>
    /// <param name="page">What was asked for.</param>
    /// <param name="item">Makes a match an item; null leaves it out. Called for one after the other, until the page holds its bytes.</param>
    /// <param name="size">The bytes of an item, about.</param>
    /// <param name="id">The public id of a position.</param>
    public HistoryPage<TItem> ToPage<TItem>(PageRequest page, Func<ScanRow, TItem?> item, Func<TItem, int> size, Func<long, Core.Ids.Ksuid?> id)
        where TItem : class
    {
        var rows = new PageRows<TItem>(page, Matches.Count);
        var (reached, done) = (Last, Done);
        foreach (var match in Matches)
        {
            if (item(match) is { } made && !rows.TryAdd(made, size(made), match.Position))
            {
                (reached, done) = (rows.LastPosition, false);
                break;
            }
        }

        return rows.ToPage(First, reached, done, id);
    }
}

/// <summary>A row that was looked at.</summary>
internal readonly record struct ScannedRow(ScanRow Row, bool IsMatch);

/// <param name="Position">In the list's order.</param>
/// <param name="A">As the statement says.</param>
/// <param name="B">As the statement says.</param>
/// <param name="C">As the statement says.</param>
internal readonly record struct ScanRow(long Position, long A, long B, long? C);
