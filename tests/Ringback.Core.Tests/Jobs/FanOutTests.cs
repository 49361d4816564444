using Ringback.Core.Accept;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Tests.Accept;

namespace Ringback.Core.Tests.Jobs;

public sealed class FanOutTests : IJobRows
{
    private readonly AcceptWorld _world = new();
    private readonly SortedDictionary<long, Job> _jobs = [];
    private readonly IdSource _ids = new(TimeProvider.System);
    private readonly FanOut _rule;
    private readonly JobSteps _steps;

    public FanOutTests()
    {
        _rule = new FanOut(_world.Batch, this, _world.Rows, _world.Messages, _world.FanOuts, _world.Catalog, _world.Routes);
        _steps = new JobSteps(_world.Batch, this);
    }

    [Fact]
    public void Destinations_come_in_steps_and_the_last_one_ends_it()
    {
        AddEndpoints(FanOut.Destinations + 1);
        var job = Start();
        var first = Step(job);
        (first.Status, first.Cursor, _world.Rows.Work.Count).ShouldBe((JobStatus.Running, FanOut.Destinations, FanOut.Destinations));
        _world.FanOuts.AreUnderWay(AcceptWorld.Application).ShouldBeTrue();
        Step(job).Status.ShouldBe(JobStatus.Finished);
        _world.Rows.Work.Select(work => work.Endpoint).ShouldBe(Enumerable.Range(1, FanOut.Destinations + 1));
        _jobs.ShouldBeEmpty("nobody asks for a fan-out that is over");
        _world.FanOuts.AreUnderWay(AcceptWorld.Application).ShouldBeFalse();
    }

    [Fact]
    public void A_younger_one_waits_for_the_older_and_small_ones_share_a_step()
    {
        AddEndpoints(FanOut.Destinations / 3);
        Job[] jobs = [Start(), Start(), Start(), Start()];
        Step(jobs[1]).Status.ShouldBe(JobStatus.Running);
        _world.Rows.Work.ShouldBeEmpty("the first goes first");
        Step(jobs[0]);
        _world.Rows.Work.Select(work => work.Seq).ShouldBeInOrder();
        // Three whole ones, and two destinations of the fourth.
        (_world.Rows.Work.Count, _jobs.Count, _jobs[4].Cursor).ShouldBe((FanOut.Destinations, 1, FanOut.Destinations % 3));
    }

    [Fact]
    public void One_whose_message_is_gone_ends()
    {
        AddEndpoints(1);
        var job = Start();
        _world.Rows.Messages.Clear();
        Step(job).Status.ShouldBe(JobStatus.Finished);
        _world.Rows.Work.ShouldBeEmpty();
    }

    [Fact]
    public void A_step_is_taken_only_while_its_job_runs_and_only_once_as_planned()
    {
        var job = Start();
        _steps.TakePlanned(job with { Cursor = 5 }, current => current with { Cursor = 6 }).Cursor.ShouldBe(0, "it was taken already");
        _steps.TakePlanned(job, current => current with { Cursor = 6 }).Cursor.ShouldBe(6);
        _jobs[job.Key].UpdatedAt.ShouldBe(_world.Batch.Now);
        _jobs[job.Key] = job with { Status = JobStatus.Failed };
        _steps.Take(job, _ => throw new InvalidOperationException("It doesn't run.")).Status.ShouldBe(JobStatus.Failed);
        _jobs.Clear();
        _steps.Take(job, _ => throw new InvalidOperationException("It is gone.")).Status.ShouldBe(JobStatus.Finished);
    }

    [Fact]
    public void One_that_is_given_up_stays_on_record_and_lets_those_behind_it_go_on()
    {
        var job = Start();
        _steps.Fail(job, "why", _rule).ShouldSatisfyAllConditions(
            failed => failed.Status.ShouldBe(JobStatus.Failed), failed => failed.Result.ShouldBe("""{"error":"why"}"""));
        _jobs[job.Key].Status.ShouldBe(JobStatus.Failed);
        _world.FanOuts.AreUnderWay(AcceptWorld.Application).ShouldBeFalse();
    }

    [Fact]
    public void Another_job_that_is_given_up_ends_no_fan_out()
    {
        var job = Start();
        _jobs[job.Key] = job = job with { Kind = JobKind.BulkReplay };
        _steps.Fail(job, "why", _rule).Status.ShouldBe(JobStatus.Failed);
        _world.FanOuts.AreUnderWay(AcceptWorld.Application).ShouldBeTrue();
    }

    private void AddEndpoints(int count)
    {
        for (var id = 1; id <= count; id++)
            _world.AddEndpoint(id);
    }

    private Job Step(Job job) => _steps.Take(job, _rule.Step);

    private Job Start()
    {
        var message = _world.NewMessage();
        message.Seq = _world.Batch.TakeSeq();
        _world.Rows.AddMessage(message, []);
        _world.FanOuts.Began(AcceptWorld.Application);
        var job = FanOut.JobOf(message, _world.Catalog.Application(AcceptWorld.Application)!, _ids.Next());
        ((IJobRows)this).Add(job);
        return _jobs.Values.Last();
    }

    Job? IJobRows.Find(long key) => _jobs.GetValueOrDefault(key);

    Job? IJobRows.OldestFanOut(int application, long after) => _jobs.Values.FirstOrDefault(job => job.Key > after && job.Status == JobStatus.Running);

    void IJobRows.Add(Job job) => _jobs.Add(_jobs.Count + 1, job with { Key = _jobs.Count + 1 });

    void IJobRows.Update(Job job) => _jobs[job.Key] = job;

    void IJobRows.Remove(long key) => _jobs.Remove(key);
}
