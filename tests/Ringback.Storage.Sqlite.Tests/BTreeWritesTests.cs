using Ringback.Storage.Contracts;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>
/// Rows are dear: what a message writes, counted in entries of B-trees (a table is one, each of its indexes another), not in statements,
/// so that an index added later is seen.
/// </summary>
public sealed class BTreeWritesTests : SqliteTest
{
    private const int Messages = 100;

    [Theory]
    [InlineData(false, false, 4)]
    [InlineData(true, false, 5)]
    [InlineData(true, true, 6)]
    public async Task To_accept_a_message_with_one_delivery_takes_at_most_six_inserts(bool key, bool eventId, int inserts)
    {
        var (application, _) = await OneEndpointAsync();
        var before = await CountAsync();
        for (var i = 0; i < Messages; i++)
            await Store.AcceptAsync(NewMessage(application, key ? $"auto_{i}" : null, eventId ? $"e{i}" : null));
        var (grown, shrunk, changes) = Difference(before, await CountAsync());
        grown.ShouldBe(inserts * Messages);
        shrunk.ShouldBe(0);
        inserts.ShouldBeLessThanOrEqualTo(6);
        // Nothing is written over: each statement changed one row, and each row is a new one.
        changes.ShouldBe((2 + (key ? 1 : 0) + (eventId ? 1 : 0)) * Messages);
    }

    [Fact]
    public async Task To_receive_an_event_with_one_delivery_takes_at_most_six_inserts()
    {
        var (application, _) = await OneEndpointAsync();
        var before = await CountAsync();
        for (var i = 0; i < Messages; i++)
        {
            var key = Core.Messages.DuplicateKey.Create(application.Id, Core.Messages.DuplicateKeyKind.EventId, $"evt_{i}", Now + 1000);
            await Store.ReceiveAsync(new(application.Id, new() { Method = "POST" }, [new(NewMessage(application, eventId: $"evt_{i}").Message, [key])]));
        }

        var (grown, shrunk, changes) = Difference(before, await CountAsync());
        grown.ShouldBe(6 * Messages);
        shrunk.ShouldBe(0);
        changes.ShouldBe(4 * Messages);
    }

    [Fact]
    public async Task To_record_a_success_of_what_had_to_wait_takes_at_most_four_inserts_and_two_deletes()
    {
        var (application, endpoint) = await OneEndpointAsync();
        var messages = new List<Core.Messages.Message>();
        for (var i = 0; i < Messages; i++)
            messages.Add((await Store.AcceptAsync(NewMessage(application))).Message!);
        var before = await CountAsync();
        foreach (var message in messages)
            await Store.RecordAsync(Success(message, endpoint));
        var (grown, shrunk, changes) = Difference(before, await CountAsync());
        grown.ShouldBe(4 * Messages);
        shrunk.ShouldBe(1 * Messages);
        changes.ShouldBe(3 * Messages);
    }

    [Theory]
    [InlineData(false, 3)]
    [InlineData(true, 4)]
    public async Task A_message_delivered_at_its_first_attempt_takes_at_most_six_inserts_and_nothing_else(bool key, int toAccept)
    {
        var (application, endpoint) = await OneEndpointAsync();
        Store.Attach(new RecordingIntake { HasRoom = true });
        var before = await CountAsync();
        var messages = new List<Core.Messages.Message>();
        for (var i = 0; i < Messages; i++)
            messages.Add((await Store.AcceptAsync(NewMessage(application, key ? $"auto_{i}" : null))).Message!);
        Difference(before, await CountAsync()).ShouldBe((toAccept * Messages, 0, (key ? 2 : 1) * Messages));

        var accepted = await CountAsync();
        foreach (var message in messages)
            await Store.RecordAsync(Success(message, endpoint));
        Difference(accepted, await CountAsync()).ShouldBe((2 * Messages, 0, Messages));
        Difference(before, await CountAsync()).Grown.ShouldBeLessThanOrEqualTo(6 * Messages);
    }

    private async Task<(Dictionary<string, long> Entries, long Changes)> CountAsync() =>
        (await OnWriterAsync(Entries), await OnWriterAsync(database => database.Prepared("select total_changes()").Scalar()!.Value));

    private static (long Grown, long Shrunk, long Changes) Difference(
        (Dictionary<string, long> Entries, long Changes) before, (Dictionary<string, long> Entries, long Changes) after)
    {
        var by = after.Entries.Select(tree => tree.Value - before.Entries[tree.Key]).ToList();
        return (by.Where(d => d > 0).Sum(), -by.Where(d => d < 0).Sum(), after.Changes - before.Changes);
    }

    private static Dictionary<string, long> Entries(Database database)
    {
        var counts = new List<(string Tree, string Sql)>();
        var rows = database.Prepared("select type, name, tbl_name, sql from sqlite_master where type in ('table', 'index') and name not like 'sqlite_sequence'");
        while (rows.Step())
        {
            var (type, name, table, sql) = (rows.Text(0), rows.Text(1), rows.Text(2), rows.NullableText(3));
            if (type == "table")
            {
                counts.Add((name, $"select count(*) from \"{name}\" not indexed"));
                continue;
            }

            var condition = sql?.IndexOf(" where ", StringComparison.Ordinal) is >= 0 and var at ? sql[at..] : "";
            counts.Add((name, $"select count(*) from \"{table}\"{(sql is null ? "" : $" indexed by \"{name}\"")}{condition}"));
        }

        return counts.ToDictionary(count => count.Tree, count => database.Prepared(count.Sql).Scalar()!.Value, StringComparer.Ordinal);
    }
}
