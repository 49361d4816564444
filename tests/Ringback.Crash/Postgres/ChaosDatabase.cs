using Npgsql;

namespace Ringback.Crash.Postgres;

/// <summary>The nodes' database, as an administrator sees it.</summary>
internal sealed class ChaosDatabase(string address)
{
    public string Address { get; } = address;

    /// <summary>Opens a session of the test's own.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Address)
        {
            Pooling = false,
            SearchPath = "ringback",
            ApplicationName = "test",
            Options = "-c default_transaction_read_only=off",
        }.ConnectionString);
        await session.OpenAsync();
        return session;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var session = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> NumberAsync(string sql)
    {
        await using var session = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, session);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <value>Grows with each owner.</value>
    public Task<long> EpochAsync() => NumberAsync("select epoch from lease");

    /// <summary>How many deliveries have succeeded. None is left to do, and none succeeded twice on record.</summary>
    /// <returns>Null: some are left.</returns>
    public async Task<long?> EndedAsync()
    {
        if (await NumberAsync("select count(*) from work") > 0) return null;
        (await NumberAsync(
            "select coalesce(max(n), 0) from (select count(*) as n from (select seq, ep from attempt where state = 0 union all "
            + "select seq, ep from delivery where n is not null and state = 0) s group by seq, ep) t")).ShouldBeLessThanOrEqualTo(1);
        return await NumberAsync("select count(*) from delivery where state = 0");
    }

    /// <summary>What is left to do, and how the rest ended: for the message of a test that fails.</summary>
    public async Task<string> DescribeAsync()
    {
        await using var session = await OpenAsync();
        await using var command = new NpgsqlCommand(
            "select e.id, (select count(*) from work w where w.ep = e.id and w.due is null), (select count(*) from work w where w.ep = e.id and w.due is not null), "
            + "(select count(*) from delivery d where d.ep = e.id and d.state = 0), (select count(*) from delivery d where d.ep = e.id and d.state <> 0), "
            + "(select count(*) from message m where m.app = e.app), "
            + "(select string_agg(m.seq || case when m.direct is null then '' else ' (direct ' || encode(m.direct, 'hex') || ')' end || ' attempts ' "
            + "|| coalesce((select string_agg(a.code::text, ' ' order by a.aseq) from attempt a where a.seq = m.seq and a.ep = e.id), 'none'), ', ') from message m where m.app = e.app "
            + "and not exists (select 1 from delivery d where d.seq = m.seq and d.ep = e.id) and not exists (select 1 from work w where w.seq = m.seq and w.ep = e.id)) "
            + "from endpoint e order by e.id", session);
        await using var rows = await command.ExecuteReaderAsync();
        var text = new System.Text.StringBuilder();
        while (await rows.ReadAsync())
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"endpoint {rows[0]}: {rows[1]} parked, {rows[2]} due, {rows[3]} succeeded, {rows[4]} ended otherwise, of {rows[5]}; ")
                .Append(System.Globalization.CultureInfo.InvariantCulture, $"neither: {(rows.IsDBNull(6) ? "none" : rows[6])}").AppendLine();
        }

        return text.ToString();
    }
}
