using System.Globalization;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>The statements by which a database is got ready for operations.</summary>
internal static class PostgresSetUp
{
    /// <value>Where any role is taken, Ringback makes the table itself.</value>
    public const string TableOfOurOwn =
        """
        create table if not exists ringback_run (
            message text collate "C" not null, operation text collate "C" not null, run bigint not null,
            rows_changed bigint not null, statements text not null,
            primary key (message, operation, run))
        """;

    /// <summary>To be run by the owner of the schema: from then on the role may add markers, and change or drop none.</summary>
    public static string Markers(string role, TimeSpan kept) => string.Create(CultureInfo.InvariantCulture,
        $"""
        create table if not exists ringback_run (message text collate "C" not null, operation text collate "C" not null, run bigint not null, rows_changed bigint not null, statements text not null, primary key (message, operation, run));
        alter table ringback_run add column if not exists made timestamptz not null default now();
        create index if not exists ringback_run_made on ringback_run (made);
        {Prune(kept)};
        revoke all on ringback_run from public, {role};
        grant select, insert on ringback_run to {role};
        revoke all on function ringback_prune() from public;
        grant execute on function ringback_prune() to {role};
        """);

    /// <summary>How long markers are kept, in whole days.</summary>
    public static long Days(TimeSpan kept) => (long)Math.Ceiling(kept.TotalDays);

    /// <summary>The function by which the role drops old markers, and no others. Made again, it keeps who may execute it.</summary>
    public static string Prune(TimeSpan kept) => string.Create(CultureInfo.InvariantCulture,
        $"create or replace function ringback_prune() returns int language sql security definer set search_path from current as 'with d as (delete from ringback_run where ctid in (select ctid from ringback_run where made < now() - interval ''{Days(kept)} days'' limit {SqlSession.PruneChunk}) returning 1) select count(*)::int from d'");
}
