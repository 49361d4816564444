namespace Ringback.Operate.Sql.Sessions;

/// <param name="Timeout">Of one statement.</param>
/// <param name="MarkersKept">How long markers stay: longer than anything can be tried or replayed.</param>
/// <param name="Sessions">The most sessions that one organisation has with one database; at least two.</param>
/// <param name="SessionsInAll">The most that all organisations together have with one database.</param>
/// <param name="AnyRole">Whether a PostgreSQL role is taken whose rights let a statement undo what keeps runs apart.</param>
internal sealed record SqlOptions(TimeSpan Timeout, TimeSpan MarkersKept, int Sessions = 4, int SessionsInAll = 32, bool AnyRole = false);
