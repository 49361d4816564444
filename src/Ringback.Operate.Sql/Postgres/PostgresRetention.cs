using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>
/// How long a database keeps markers: its own function drops them, which was made with the setting that there was then. One that its owner
/// wrote in another way isn't read.
/// </summary>
internal static partial class PostgresRetention
{
    private const string Body = "select prosrc from pg_catalog.pg_proc where oid = to_regprocedure('ringback_prune()')";

    /// <summary>What is wrong when markers are dropped earlier than the setting says, with the statement that mends it; null: nothing.</summary>
    public static string? FindProblem(NpgsqlConnection connection, string name, TimeSpan kept)
    {
        using var ask = new NpgsqlCommand(Body, connection);
        if (ask.ExecuteScalar() is not string body || Interval().Match(body) is not { Success: true, Groups: var found })
            return null;
        var (days, needed) = (long.Parse(found["days"].ValueSpan, CultureInfo.InvariantCulture), PostgresSetUp.Days(kept));
        return days >= needed ? null : string.Create(CultureInfo.InvariantCulture,
            $"The function ringback_prune() of the connection {name} deletes markers after {days} days, but marker-retention is {needed} days. A run that is replayed between these times would have its effect twice. Run this statement as the owner of the database:\n{PostgresSetUp.Prune(kept)};");
    }

    [GeneratedRegex("interval '(?<days>[0-9]{1,9}) days'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Interval();
}
