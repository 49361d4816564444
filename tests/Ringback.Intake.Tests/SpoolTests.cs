using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Intake;
using Ringback.Core.Messages;
using Ringback.Intake.Spool;
using Ringback.Testing;

namespace Ringback.Intake.Tests;

public sealed class SpoolTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-spool-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Requests_that_come_while_the_store_is_down_are_kept_once_and_in_order_also_after_a_restart()
    {
        using var store = new TestStore { IsDown = true };
        var sources = new[] { await store.AddSourceAsync(), await store.AddSourceAsync() };
        var numbers = sources.ToDictionary(source => source.Id, _ => new List<long>());
        await using (var intake = Start(store))
        {
            for (var i = 0; i < 1000; i++)
            {
                var request = store.Next(sources[i % 2]);
                (await intake.ReceiveAsync(request)).ShouldBe(ReceivedResult.NotDecided);
                numbers[request.ApplicationId].Add(TestStore.NumberOf(request));
            }

            intake.Fault.ShouldBeNull("receiving goes on without the store");
        }

        SpoolFile.HasRequests(_folder).ShouldBeTrue();
        await using (Start(store))
        {
            await Wait.UntilAsync(() => store.Given > 0);
            store.IsDown = false;
            await Wait.UntilAsync(() => sources.Sum(store.CountKept) >= 1000, () => sources.Sum(store.CountKept));
            foreach (var source in sources) store.Kept(source).ShouldBe(numbers[source.Id]);
        }

        SpoolFile.HasRequests(_folder).ShouldBeFalse();
    }

    /// <summary>As after a crash between the store's commit and the spool's.</summary>
    [Fact]
    public async Task Requests_that_the_store_has_already_are_not_kept_twice()
    {
        using var store = new TestStore();
        var source = await store.AddSourceAsync();
        var request = RequestFormat.Write(new KeptRequest(source.Ksuid, store.Next(source)));
        for (var crashes = 0; crashes < 2; crashes++)
        {
            using (var spool = new SpoolQueue(Path.Combine(_folder, SpoolFile.Name), 1 << 20, TimeProvider.System)) await spool.AppendAsync(request);
            var given = store.Given;
            await using var intake = Start(store);
            await Wait.UntilAsync(() => store.Given > given);
        }

        store.CountKept(source).ShouldBe(1);
    }

    [Fact]
    public async Task A_full_spool_refuses_at_once_and_takes_requests_again_when_it_was_drained()
    {
        using var store = new TestStore { IsDown = true };
        var source = await store.AddSourceAsync();
        await using var intake = Start(store, limit: 10_000);
        var taken = 0;
        StoreUnavailableException? refused = null;
        while (refused is null)
        {
            try
            {
                await intake.ReceiveAsync(store.Next(source, padding: 1000));
                taken++;
            }
            catch (StoreUnavailableException full)
            {
                refused = full;
            }
        }

        refused.Message.ShouldContain("spool-limit");
        taken.ShouldBeInRange(5, 9);
        store.IsDown = false;
        await Wait.UntilAsync(() => store.CountKept(source) == taken);
        await Wait.UntilAsync(async () =>
        {
            try
            {
                await intake.ReceiveAsync(store.Next(source, padding: 1000));
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        });
    }

    [Fact]
    public async Task Poison_goes_to_the_dead_letters_and_what_is_behind_it_is_stored()
    {
        using var store = new TestStore { Poison = "poison" };
        var source = await store.AddSourceAsync();
        await using (var intake = Start(store))
        {
            await intake.ReceiveAsync(store.Next(source));
            await intake.ReceiveAsync(store.Next(source, "poison"));
            await intake.ReceiveAsync(store.Next(source));
            await Wait.UntilAsync(() => store.Kept(source) is [1, 3]);
        }

        using var database = SpoolFile.Open(Path.Combine(_folder, SpoolFile.Name));
        var dead = database.Prepared("select reason, bytes from dead");
        dead.Step().ShouldBeTrue();
        dead.Text(0).ShouldBe("The store failed on it 3 times: This event is poison.");
        RequestFormat.Read(dead.Blob(1).ToArray()).Request.Events[0].Message.EventType.ShouldBe("poison");
        dead.Step().ShouldBeFalse();
    }

    [Fact]
    public async Task Dead_letters_are_listed_stored_again_and_dropped_beside_a_running_server()
    {
        using var store = new TestStore { Poison = "poison" };
        var source = await store.AddSourceAsync();
        await using var intake = Start(store);
        for (var i = 0; i < 3; i++) await intake.ReceiveAsync(store.Next(source, "poison"));
        await using var box = SpoolDeadLetters.Open(_folder).ShouldNotBeNull();
        await DeadLetterSteps.RunAsync(box, store, source);
    }

    [Fact]
    public void A_data_folder_without_a_spool_has_no_dead_letters_and_gets_no_file()
    {
        SpoolDeadLetters.Open(_folder).ShouldBeNull();
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_is_taken_for_a_source_that_is_gone()
    {
        using var store = new TestStore();
        var source = await store.AddSourceAsync();
        await using var intake = Start(store);
        (await intake.ReceiveAsync(store.Next(source) with { ApplicationId = 1000 })).SourceIsGone.ShouldBeTrue();
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        using (var other = Storage.Sqlite.Connection.SqliteDatabase.Open(Path.Combine(_folder, SpoolFile.Name), readOnly: false))
            other.Execute("pragma application_id = 7; create table t (x);");
        Should.Throw<StoreUnavailableException>(() => SpoolFile.HasRequests(_folder)).Message.ShouldContain("another program");
    }

    private SpoolIntake Start(TestStore store, long limit = 1 << 30)
    {
        var intake = new SpoolIntake(_folder, limit, store.Catalog, store, Random.Shared.NextDouble, TimeProvider.System, NullLogger<SpoolIntake>.Instance);
        intake.Start();
        return intake;
    }
}
