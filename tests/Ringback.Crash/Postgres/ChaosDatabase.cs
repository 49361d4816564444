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
}
