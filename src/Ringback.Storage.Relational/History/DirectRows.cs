using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>
/// Direct deliveries as a reader sees them: a list from memory, taken before the database is looked at, without those that have a row by
/// then, or whose message hasn't.
/// </summary>
internal static class DirectRows
{
    /// <value>A condition on <c>h.value</c>, a seq, in a statement whose parameter ?1 is the endpoint.</value>
    public const string StillOpen =
        "exists (select 1 from message where seq = h.value) and not exists (select 1 from delivery where seq = h.value and ep = ?1) "
        + "and not exists (select 1 from work where ep = ?1 and seq = h.value)";

    /// <summary>How many there are to an endpoint, of messages accepted in [since, until).</summary>
    public static long Count(Database database, int endpoint, IReadOnlyList<long> direct, long since, long until) =>
        direct.Count == 0
            ? 0
            : database.Prepared(
                    $"select count(*) from {database.Numbers(2)} h join message m on m.seq = h.value where m.at >= ?3 and m.at < ?4 and {StillOpen}")
                .Bind(endpoint).BindNumbers(direct).Bind(since).Bind(until).Scalar() ?? 0;
}
