using Ringback.Storage.Contracts;
using Ringback.Storage.Relational;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Tests;

/// <summary>Every list is a range of an index on PostgreSQL, too: with many rows stored, no large table is scanned and nothing large is sorted.</summary>
public sealed class PlanTests(PostgresDatabases databases) : StoreContract(new PostgresStores(databases))
{
    private const int Rows = 30_000;

    /// <value>Rows that a plan may expect to sort or read in all: more than any page, far fewer than there are.</value>
    private const long Few = 15_000;

    [Fact]
    public async Task No_list_reads_a_large_table_or_sorts_many_rows()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        var message = await PostAsync(NewMessage(application, eventId: "e"));
        await RecordAsync(message, endpoint.Id);
        var store = (RelationalStore)Store;
        await store.WriteAsync(session =>
        {
            foreach (var fill in Fill(application.Id, endpoint.Id, Now))
                session.Database.Execute(fill);
            return true;
        });
        // PostgreSQL prepares what is run again.
        for (var i = 0; i < 3; i++)
            await EveryList.ReadAsync(Store, application, endpoint, message, Ids, Now);

        var plans = await store.Readers.ReadAsync(database => Prepared(database).ConvertAll(statement => (statement.Text, Plan: PlanOf(database, statement.Name, statement.Parameters))));
        plans.Count.ShouldBeGreaterThan(50);
        foreach (var (text, plan) in plans)
            plan.ShouldAllBe(step => IsCheap(step), text + "\n" + string.Join('\n', plan));
    }

    private static List<(string Name, string Text, int Parameters)> Prepared(Database database)
    {
        var prepared = new List<(string, string, int)>();
        var rows = database.Prepared(
            "select name, statement, coalesce(cardinality(parameter_types), 0) from pg_prepared_statements where statement like 'select %' and statement not like '%from pg_%'");
        while (rows.Step())
            prepared.Add((rows.Text(0), rows.Text(1), rows.Int32(2)));
        return prepared;
    }

    /// <summary>Many messages of the endpoint, each with a delivery; every second has an attempt of its own, every fourth failed, some wait.</summary>
    private static IEnumerable<string> Fill(int application, int endpoint, long now) =>
    [
        $"insert into message (seq, id, app, at, type, channels, tags, payload) select 1000 + n, decode(lpad(to_hex(n), 40, '0'), 'hex'), {application}, {now} - {Rows} + n, "
            + $"'invoice.paid', ' a ', ' t ', 'x' from generate_series(1, {Rows}) n",
        $"insert into delivery (seq, ep, state) select 1000 + n, {endpoint}, case when n % 4 = 0 then 2 else 0 end from generate_series(1, {Rows}) n",
        "insert into attempt (seq, aseq, ep, at, ms, code, state, manual, url, response) "
            + $"select 1000 + n, (1000 + n)::bigint << 24, {endpoint}, {now} - {Rows} + n, 1, 200, case when n % 4 = 0 then 2 else 0 end, 0, 1, '' from generate_series(1, {Rows}, 2) n",
        $"insert into work (seq, ep, tries, manual) select 1000 + n, {endpoint}, 0, 0 from generate_series(1, {Rows}, 5) n",
        $"insert into dedupe (hash, seq, body, expires) select decode(md5(n::text), 'hex'), n, 0, n from generate_series(1, {Rows}) n",
        "analyze message", "analyze delivery", "analyze attempt", "analyze work", "analyze dedupe",
    ];

    /// <summary>The steps of the plan that PostgreSQL makes without the values of the parameters.</summary>
    private static List<string> PlanOf(Database database, string name, int parameters)
    {
        database.Execute("set local plan_cache_mode = force_generic_plan");
        var steps = new List<string>();
        using var plan = database.Prepare($"explain execute \"{name}\"{(parameters == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("null", parameters))})")}");
        while (plan.Step())
            steps.Add(plan.Text(0));
        return steps;
    }

    private static bool IsCheap(string step)
    {
        var large = step.Contains("Seq Scan on message", StringComparison.Ordinal) || step.Contains("Seq Scan on delivery", StringComparison.Ordinal)
            || step.Contains("Seq Scan on attempt", StringComparison.Ordinal) || step.Contains("Seq Scan on work", StringComparison.Ordinal);
        return !large && !(step.Contains("Sort  (", StringComparison.Ordinal) && RowsOf(step) > Few);
    }

    private static long RowsOf(string step)
    {
        var from = step.IndexOf("rows=", StringComparison.Ordinal) + 5;
        return long.Parse(step.AsSpan(from, step.IndexOf(' ', from) - from), System.Globalization.CultureInfo.InvariantCulture);
    }
}
