using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Commit;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Paging;
using Ringback.Testing;

namespace Ringback.Core.Tests.Jobs;

public sealed class JobRunnerTests
{
    private static readonly IdSource Ids = new(TimeProvider.System);

    private readonly ManualTime _clock = new();
    private readonly FakeStore _store = new();

    [Fact]
    public async Task Jobs_take_turns_step_by_step_until_they_are_done()
    {
        _store.Add(JobKind.ExpungeAll, steps: 3);
        _store.Add(JobKind.EventTypeStats, steps: 3);
        await using var runner = Start();
        await _store.DoneAsync();
        _store.Steps.ShouldBe([1, 2, 1, 2, 1, 2]);
    }

    [Fact]
    public async Task A_job_added_later_wakes_it()
    {
        await using var runner = Start();
        await _store.RetainedAsync(1);
        _store.Add(JobKind.FanOut, steps: 1);
        runner.Wake();
        await _store.DoneAsync();
    }

    [Fact]
    public async Task Fan_outs_of_one_application_wait_for_each_other_and_not_for_others()
    {
        _store.Add(JobKind.FanOut, steps: 2, application: 1);
        _store.Add(JobKind.FanOut, steps: 1, application: 1);
        _store.Add(JobKind.FanOut, steps: 1, application: 2);
        await using var runner = Start();
        await _store.DoneAsync();
        _store.Steps.ShouldBe([1, 3, 1, 2]);
    }

    [Fact]
    public async Task What_makes_work_pauses_while_there_is_no_room_and_the_rest_goes_on()
    {
        var room = false;
        _store.Add(JobKind.FanOut, steps: 1);
        _store.Add(JobKind.ExpungeAll, steps: 2);
        await using var runner = Start(() => Volatile.Read(ref room));
        await _store.SteppedAsync(2);
        _store.Steps.ShouldBe([2, 2]);
        Volatile.Write(ref room, true);
        await _store.DoneAsync(() => _clock.Advance(TimeSpan.FromMilliseconds(20)));
        _store.Steps.ShouldBe([2, 2, 1]);
    }

    [Fact]
    public async Task An_unavailable_store_is_tried_again()
    {
        _store.Add(JobKind.FanOut, steps: 2);
        _store.Unavailable = true;
        await using var runner = Start();
        await _store.SteppedAsync(2, () => _clock.Advance(TimeSpan.FromSeconds(1)));
        _store.Unavailable = false;
        await _store.DoneAsync(() => _clock.Advance(TimeSpan.FromSeconds(5)));
        _store.Failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_job_that_keeps_failing_is_given_up_with_the_reason_and_the_next_one_runs()
    {
        _store.Add(JobKind.ExpungeAll, steps: 1, bug: true);
        _store.Add(JobKind.EventTypeStats, steps: 1);
        await using var runner = Start();
        await _store.DoneAsync(() => _clock.Advance(TimeSpan.FromSeconds(5)));
        _store.Failed.ShouldHaveSingleItem().ShouldBe((1L, "a bug"));
        _store.Steps.ShouldContain(2);
    }

    /// <summary>Nothing is kept of a job that ended in another way, such as with its application.</summary>
    [Fact]
    public async Task Failures_of_a_job_that_no_longer_runs_are_forgotten()
    {
        _store.Add(JobKind.ExpungeAll, steps: 1, bug: true);
        await using var runner = Start();
        await _store.SteppedAsync(3, () => _clock.Advance(TimeSpan.FromSeconds(5)));
        _store.SetLeft(1, 0);
        await _store.RetainedAsync(_store.Retained + 2, () => _clock.Advance(TimeSpan.FromSeconds(5)));
        var before = _store.Stepped;
        _store.SetLeft(1, 1);
        runner.Wake();
        await _store.DoneAsync(() => _clock.Advance(TimeSpan.FromSeconds(5)));
        (_store.Stepped - before).ShouldBe(5);
    }

    [Fact]
    public async Task Retention_goes_on_while_there_is_more_and_then_every_few_seconds()
    {
        _store.MoreToRetain = 3;
        await using var runner = Start();
        await _store.RetainedAsync(4);
        await _store.RetainedAsync(6, () => _clock.Advance(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task It_stops_between_steps()
    {
        _store.Add(JobKind.ExpungeAll, steps: int.MaxValue);
        var runner = Start();
        await _store.SteppedAsync(3);
        await runner.StopAsync();
        var steps = _store.Steps.Count;
        await runner.DisposeAsync();
        runner.Wake();
        _store.Steps.Count.ShouldBe(steps);
    }

    private JobRunner Start(Func<bool>? room = null)
    {
        var runner = new JobRunner(_store, _clock, room ?? (() => true), NullLogger.Instance);
        runner.Start();
        return runner;
    }

    private sealed class FakeStore : IJobStore
    {
        private readonly ConcurrentDictionary<long, (Job Job, int Left, bool Bug)> _jobs = new();
        private int _retained;
        private int _stepped;

        public ConcurrentQueue<long> Steps { get; } = new();

        public ConcurrentQueue<(long, string)> Failed { get; } = new();

        public volatile bool Unavailable;

        public int MoreToRetain { get; set; }

        public void Add(JobKind kind, int steps, int application = 1, bool bug = false)
        {
            var key = _jobs.Count + 1;
            _jobs[key] = (new Job
            {
                Key = key,
                Id = Ids.Next(),
                Kind = kind,
                OrganisationId = 1,
                ApplicationId = application,
                CreatedAt = 0,
                UpdatedAt = 0,
            }, steps, bug);
        }

        public int Stepped => Volatile.Read(ref _stepped);

        public int Retained => Volatile.Read(ref _retained);

        public void SetLeft(long key, int left) => _jobs[key] = _jobs[key] with { Left = left };

        public Task DoneAsync(Action? push = null) => UntilAsync(() => _jobs.Values.All(job => job.Left == 0), push);

        public Task SteppedAsync(int count, Action? push = null) => UntilAsync(() => Volatile.Read(ref _stepped) >= count, push);

        public Task RetainedAsync(int count, Action? push = null) => UntilAsync(() => Volatile.Read(ref _retained) >= count, push);

        public ValueTask<IReadOnlyList<Job>> RunningAsync(int limit) =>
            new([.. _jobs.Values.Where(job => job.Left > 0).OrderBy(job => job.Job.Key).Take(limit).Select(job => job.Job)]);

        public ValueTask<Job> StepAsync(Job job)
        {
            try
            {
                if (Unavailable)
                    throw new StoreUnavailableException("full");
                var known = _jobs[job.Key];
                if (known.Bug)
                    throw new InvalidOperationException("a bug");
                Steps.Enqueue(job.Key);
                _jobs[job.Key] = known with { Left = known.Left - 1 };
                return new(job);
            }
            finally
            {
                // Last: who waits for the count looks at the steps.
                Interlocked.Increment(ref _stepped);
            }
        }

        public ValueTask FailAsync(Job job, string reason)
        {
            Failed.Enqueue((job.Key, reason));
            _jobs[job.Key] = _jobs[job.Key] with { Left = 0 };
            return default;
        }

        public ValueTask<bool> RetainAsync(long now)
        {
            Interlocked.Increment(ref _retained);
            return new(MoreToRetain-- > 0);
        }

        public ValueTask<Job?> FindAsync(int organisation, Ksuid id) => throw new NotSupportedException();

        public ValueTask<HistoryPage<Job>> ListAsync(int organisation, JobKind? kind, JobStatus? status, PageRequest page) =>
            throw new NotSupportedException();

        private Task UntilAsync(Func<bool> condition, Action? push, [CallerArgumentExpression(nameof(condition))] string expression = "") => Wait.UntilAsync(() =>
        {
            if (condition()) return true;
            push?.Invoke();
            return false;
        }, () => $"steps of {string.Join(", ", Steps)}; {_retained} times retention; left: {string.Join(", ", _jobs.Values.Select(job => job.Left))}", expression: expression);
    }
}
