using System.Text.RegularExpressions;

namespace Ringback.Client;

/// <summary>The statements. Both databases take nearly the same; times are milliseconds since 1970.</summary>
internal sealed partial class InboxSql
{
    public InboxSql(InboxDialect dialect, string prefix)
    {
        if (!Prefix.IsMatch(prefix)) throw new ArgumentException($"'{prefix}' can't begin a table's name; use lower-case letters, digits and underscores", nameof(prefix));
        IsPostgres = dialect == InboxDialect.Postgres;
        var blob = IsPostgres ? "bytea" : "blob";
        // Two processes that start together would both make the tables: of PostgreSQL one fails.
        var alone = IsPostgres ? "select pg_advisory_xact_lock(7237970109966541412);\n" : "";
        var index = prefix[(prefix.LastIndexOf('.') + 1)..];
        Schema = $"""
            create table if not exists {prefix}done (
              source text not null,
              handler text not null,
              event_key text not null,
              done_at bigint not null,
              primary key (source, handler, event_key));
            create index if not exists {index}done_at on {prefix}done (done_at);
            create table if not exists {prefix}inbox (
              source text not null,
              event_key text not null,
              event_type text,
              body {blob} not null,
              received_at bigint not null,
              state integer not null default 0,
              due_at bigint not null,
              attempts integer not null default 0,
              error text,
              primary key (source, event_key));
            create index if not exists {index}inbox_due on {prefix}inbox (source, due_at) where state = 0;
            create index if not exists {index}inbox_received on {prefix}inbox (received_at) where state <> 0;
            """;
        MakeTables = alone + Schema;
        Mark = $"insert into {prefix}done (source, handler, event_key, done_at) values (@source, @handler, @key, @now) on conflict do nothing";
        Store = $"""
            insert into {prefix}inbox (source, event_key, event_type, body, received_at, due_at)
            values (@source, @key, @type, @body, @received, @received) on conflict do nothing
            """;
        // skip locked: several processes each take another one. SQLite has one writer, so nothing is locked there.
        Take = $"""
            update {prefix}inbox set due_at = @until, attempts = attempts + 1
            where source = @source and event_key = (
              select event_key from {prefix}inbox
              where source = @source and state = 0 and due_at <= @now
              order by due_at limit 1{(IsPostgres ? " for update skip locked" : "")})
            returning event_key, event_type, body, received_at, attempts
            """;
        Finish = $"update {prefix}inbox set state = @state, due_at = coalesce(@due, due_at), error = @error where source = @source and event_key = @key";
        PurgeDone = $"delete from {prefix}done where done_at < @before";
        PurgeInbox = $"delete from {prefix}inbox where state <> 0 and received_at < @before";
    }

    public bool IsPostgres { get; }

    public string Schema { get; }

    public string MakeTables { get; }

    public string Mark { get; }

    public string Store { get; }

    public string Take { get; }

    public string Finish { get; }

    public string PurgeDone { get; }

    public string PurgeInbox { get; }

    [GeneratedRegex("^([a-z_][a-z0-9_]{0,30}\\.)?[a-z_][a-z0-9_]{0,30}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Prefix { get; }
}
