using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Tests.Accept;
using Ringback.Core.Tests.History;

namespace Ringback.Core.Tests.Jobs;

public sealed class JobPlansTests : IJobReads, IPayloadRows
{
    private const int Organisation = 1;
    private static readonly IdSource Ids = new(TimeProvider.System);

    private readonly AcceptWorld _world = new();
    private readonly DirectDeliveries _direct = new(() => throw new InvalidOperationException("Nothing is reserved."));
    private readonly MemoryReplayRows _replays = new();
    private readonly JobPlans _plans;
    private readonly List<string> _read = [];
    private readonly List<long> _expunged = [];
    private readonly Dictionary<int, long> _deliveries = [];
    private readonly Queue<FoundMessages> _found = new();

    public JobPlansTests() => _plans = new JobPlans(_world.Catalog, _direct);

    [Fact]
    public void Expunging_takes_what_was_accepted_until_it_was_asked_for_and_counts_it()
    {
        _found.Enqueue(new FoundMessages([3, 5], 9, Done: false));
        _found.Enqueue(new FoundMessages([12], 15, Done: true));
        var job = Step(JobOf(JobKind.ExpungeAll) with { ApplicationId = AcceptWorld.Application });
        (job.Status, job.Cursor, job.Result).ShouldBe((JobStatus.Running, 9, """{"messagesPurged":2}"""));
        job = Step(job);
        (job.Status, job.Cursor, job.Result).ShouldBe((JobStatus.Finished, 15, """{"messagesPurged":3}"""));
        _expunged.ShouldBe([3, 5, 12]);
        _read.ShouldBe([$"payloads of {AcceptWorld.Application} before 101 after 0, {ExpungeStep.Most}", $"payloads of {AcceptWorld.Application} before 101 after 9, {ExpungeStep.Most}"]);
    }

    [Fact]
    public void Applications_are_counted_in_the_order_of_their_ids_a_hundred_a_step()
    {
        for (var id = 250; id > 100; id--)
            AddApplication(id);
        _world.AddEndpoint(1);
        _world.AddEndpoint(2);
        (_deliveries[1], _deliveries[2], _deliveries[3]) = (10, 5, 70);
        var job = Step(JobOf(JobKind.ApplicationStats, JobArguments.Serialize(new StatsArguments(10, 20))));
        (job.Status, job.Cursor, _read.Single()).ShouldBe((JobStatus.Running, 199, "deliveries in 10 20"));
        job = Step(job);
        (job.Status, job.Cursor).ShouldBe((JobStatus.Running, 250));
        job = Step(job);
        (job.Status, job.Cursor).ShouldBe((JobStatus.Finished, 250));
        var counted = JobResult.Applications(job.Result).AppStats;
        counted.Count.ShouldBe(151);
        counted[0].ShouldBe(new ApplicationCount(_world.Catalog.Application(AcceptWorld.Application)!.PublicId, null, 15));
        counted.Skip(1).Select(count => count.AppId).ShouldBe(Enumerable.Range(101, 150).Select(id => _world.Catalog.Application(id)!.PublicId));
        _read.Count.ShouldBe(2, "nothing is read when none is left");
    }

    [Theory]
    // The applications that are asked for, those that are counted.
    [InlineData(null, new[] { AcceptWorld.Application, 8 })]
    [InlineData(new[] { 8, 8 }, new[] { 8 })]
    [InlineData(new[] { 9, 10 }, new[] { 9 })]
    [InlineData(new[] { 11 }, new int[0])]
    public void Only_applications_of_the_organisation_are_counted(int[]? asked, int[] counted)
    {
        AddApplication(8);
        // A source isn't counted among all, and another organisation's never.
        _world.Catalog.Put(new SourceApplication { Id = 9, Ksuid = Ids.Next(), Organisation = new Organisation(Organisation, "org_1"), Name = "s", CreatedAt = 0, UpdatedAt = 0 });
        AddApplication(10, organisation: 2);
        var job = JobOf(JobKind.ApplicationStats, JobArguments.Serialize(new StatsArguments(10, 20, asked)));
        for (job = Step(job); job.Status == JobStatus.Running; job = Step(job))
        {
        }

        JobResult.Applications(job.Result).AppStats.Select(count => count.AppId).ShouldBe(counted.Select(id => _world.Catalog.Application(id)!.PublicId));
    }

    [Fact]
    public void Direct_deliveries_are_taken_from_memory_before_anything_is_counted()
    {
        _world.AddEndpoint(1);
        _direct.Add(4, 1, 0, 0);
        var job = Step(JobOf(JobKind.ApplicationStats, JobArguments.Serialize(new StatsArguments(10, 20))));
        JobResult.Applications(job.Result).AppStats.Single().MessageDestinations.ShouldBe(1);
    }

    [Fact]
    public void Event_types_are_gathered_in_one_step_and_sorted()
    {
        _world.AddEndpoint(1, endpoint => endpoint with { EventTypes = ["b", "a"] });
        _world.AddEndpoint(2, endpoint => endpoint with { EventTypes = ["c", "a"] });
        AddApplication(8);
        _world.Catalog.Put(new HttpEndpoint { Id = 3, Ksuid = Ids.Next(), ApplicationId = 8, Url = "https://example.com", CreatedAt = 0, UpdatedAt = 0 });
        var job = Step(JobOf(JobKind.EventTypeStats));
        job.Status.ShouldBe(JobStatus.Finished);
        JsonDocument.Parse(job.Result).RootElement.GetProperty("event_types").EnumerateArray()
            .Select(application => $"{application.GetProperty("explicitlySubscribedEventTypes")} {application.GetProperty("hasCatchAllEndpoint")}")
            .ShouldBe(["[\"a\",\"b\",\"c\"] False", "[] True"]);
    }

    [Fact]
    public void What_is_direct_is_not_missing()
    {
        _world.AddEndpoint(1);
        _direct.Add(4, 1, 0, 0);
        _found.Enqueue(new FoundMessages([3, 4, 5], 9, Done: true));
        var job = Step(JobOf(JobKind.ReplayMissing, JobArguments.Serialize(new ReplayArguments(1, 10, 20))));
        (job.Status, job.Cursor, JobResult.SentOf(job.Result)).ShouldBe((JobStatus.Finished, 9, 2));
        _replays.Unfinished.Keys.ShouldBe([3, 5], ignoreOrder: true);
        _read.ShouldBe(["missing after 0, 500"]);
    }

    [Fact]
    public void What_an_operation_never_ran_on_is_what_meets_its_conditions()
    {
        _world.Catalog.Put(new SourceOperation
        {
            Id = 1 << 30,
            Ksuid = Ids.Next(),
            ApplicationId = AcceptWorld.Application,
            Definition = new OperationDefinition { Conditions = [new Condition("/id", ConditionTest.Equal, [JsonElement.Parse("\"wanted\"")])] },
            CreatedAt = 0,
            UpdatedAt = 0,
        });
        _world.Rows.Messages[3] = Message("other");
        _world.Rows.Messages[4] = Message("wanted");
        _found.Enqueue(new FoundMessages([3, 4, 5], 9, Done: true));
        Step(JobOf(JobKind.ReplayMissing, JobArguments.Serialize(new ReplayArguments(1 << 30, 10, 20))));
        _replays.Unfinished.Keys.ShouldBe([4]);
    }

    [Fact]
    public void Of_what_has_ended_all_that_was_found_is_sent_again()
    {
        _world.AddEndpoint(1);
        _found.Enqueue(new FoundMessages([3, 4], 9, Done: false));
        Step(JobOf(JobKind.BulkReplay, JobArguments.Serialize(new BulkReplayArguments(1, 10, 20)))).Status.ShouldBe(JobStatus.Running);
        (_read.Single(), _replays.Unfinished.Count).ShouldBe(("ended after 0, 500", 2));
    }

    [Fact]
    public void A_replay_to_an_endpoint_that_is_gone_ends_and_reads_nothing()
    {
        Step(JobOf(JobKind.Recover, JobArguments.Serialize(new ReplayArguments(1, 10, 20)))).Status.ShouldBe(JobStatus.Finished);
        _read.ShouldBeEmpty();
    }

    [Theory]
    // Messages of each step, steps until the end, how many are asked for, the count, whether there are more.
    [InlineData(3, 2, 10, 6, false)]
    [InlineData(3, 2, 6, 6, false)]
    [InlineData(3, 2, 5, 5, true)]
    [InlineData(0, ReplaySelection.MostCountSteps + 1, 10, 0, true)]
    public void A_count_of_what_is_missing_ends_with_the_steps_or_with_so_many(int each, int steps, int most, long count, bool more)
    {
        _world.AddEndpoint(1);
        for (var step = 1; step <= steps; step++)
            _found.Enqueue(new FoundMessages([.. Enumerable.Range(step * 10, each).Select(static seq => (long)seq)], step, step == steps));
        ReplaySelection.Missing(_world.Catalog.Endpoint(1)!, 10, 20).CountUpTo(most, this, _direct).ShouldBe((count, more));
        _read.Count.ShouldBeLessThanOrEqualTo(ReplaySelection.MostCountSteps);
    }

    [Fact]
    public void A_fan_out_is_planned_by_nobody() =>
        Should.Throw<ArgumentException>(() => _plans.Plan(this, JobOf(JobKind.FanOut)));

    private Job Step(Job job) => _plans.Plan(this, job)(new JobWrites(_replays, this), job);

    private void AddApplication(int id, int organisation = Organisation) => _world.Catalog.Put(new CustomerApplication
    {
        Id = id,
        Ksuid = Ids.Next(),
        Organisation = new Organisation(organisation, $"org_{organisation}"),
        Name = "app",
        CreatedAt = 0,
        UpdatedAt = 0,
    });

    private static Message Message(string id) => new()
    {
        Id = Ids.Next(),
        ApplicationId = AcceptWorld.Application,
        EventType = "a",
        AcceptedAt = 0,
        Payload = Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""),
    };

    private static Job JobOf(JobKind kind, string arguments = "{}") => new()
    {
        Id = Ids.Next(),
        Kind = kind,
        OrganisationId = Organisation,
        Arguments = arguments,
        CreatedAt = 100,
        UpdatedAt = 100,
    };

    FoundMessages IReplayReads.FindMissing(ReplaySelection selection, long after, int most) => Found($"missing after {after}, {most}");

    FoundMessages IReplayReads.FindEnded(ReplaySelection selection, long after, int most) => Found($"ended after {after}, {most}");

    Message? IReplayReads.FindMessage(long seq) => _world.Rows.FindMessage(seq);

    FoundMessages IJobReads.FindPayloads(int application, long before, long after, int most) => Found($"payloads of {application} before {before} after {after}, {most}");

    IReadOnlyList<long> IJobReads.CountDeliveries(IReadOnlyList<int[]> groups, ILookup<int, long> direct, long since, long until)
    {
        _read.Add($"deliveries in {since} {until}");
        return [.. groups.Select(group => group.Sum(endpoint => _deliveries.GetValueOrDefault(endpoint) + direct[endpoint].Count()))];
    }

    IReadOnlyList<long> IPayloadRows.Expired(long now, int most) => throw new InvalidOperationException("Nobody asks for it.");

    void IPayloadRows.Expunge(long seq) => _expunged.Add(seq);

    private FoundMessages Found(string read)
    {
        _read.Add(read);
        return _found.Dequeue();
    }
}
