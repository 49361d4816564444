using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Catalog;
using Ringback.Core.Cron;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Profiles;
using Ringback.Core.Reconcile;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;
using Ringback.Verification.Types;

namespace Ringback.Core.Tests.Reconcile;

public sealed class SchedulerTests
{
    private readonly ManualTime _clock = new();
    private readonly SecretBox _box = new(RandomNumberGenerator.GetBytes(SecretBox.MasterKeySize));
    private readonly Core.Catalog.Catalog _catalog = new();
    private readonly FiredStore _store = new();

    /// <summary>Else every source with a schedule that there ever was would stay in memory.</summary>
    [Fact]
    public async Task The_last_occurrence_of_a_source_without_a_schedule_is_forgotten_and_looked_up_again_when_it_has_one()
    {
        var source = Source();
        _catalog.Put(source);
        var profiles = new SourceProfiles(_catalog, _box, new SourceTypes(new Sources.NoKeys(), CronSource.Build), _clock);
        await using var scheduler = new Scheduler(_catalog, profiles, _store, new IdSource(_clock), _clock, NullLogger<Scheduler>.Instance);
        scheduler.Start();
        await Wait.ForAsync(() => _store.LookUps.Count, static count => count == 1);
        scheduler.Wake();

        var hasSchedule = true;
        await Wait.UntilAsync(() =>
        {
            hasSchedule = !hasSchedule;
            _catalog.Put(hasSchedule ? source : source with { Type = "gitlab" });
            scheduler.Wake();
            return _store.LookUps.Count > 1;
        });
    }

    private Source Source()
    {
        var application = new SourceApplication
        {
            Id = 7,
            Ksuid = Ksuid.FromParts(_clock.GetUtcNow().ToUnixTimeMilliseconds(), RandomNumberGenerator.GetBytes(Ksuid.RandomSize)),
            Organisation = new Organisation(1, "org_1"),
            Name = "n",
            CreatedAt = 0,
            UpdatedAt = 0,
        };
        _catalog.Put(application);
        var config = JsonSerializer.SerializeToElement(new { schedule = "0 0 1 1 *", payload = "{}" });
        return new Source
        {
            ApplicationId = application.Id,
            Type = SourceTypes.Cron,
            Sealed = new SourceCredentials([], config, []).Seal(_box, application.Ksuid),
            CreatedAt = 0,
            UpdatedAt = _clock.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>Nothing has fired, and nothing does.</summary>
    private sealed class FiredStore : IReconcileStore
    {
        public ConcurrentQueue<int> LookUps { get; } = new();

        public ValueTask<long?> LastFiredAsync(int application)
        {
            LookUps.Enqueue(application);
            return new((long?)null);
        }

        public ValueTask<bool> FireAsync(Core.Messages.ReceivedRequest occurrence, long at) => new(true);

        public ValueTask<long?> NextDueAsync(DueExcept except) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Expectation>> DueAsync(long now, DueExcept except, int limit) => throw new NotSupportedException();

        public ValueTask<ExpectationStatus?> RecordAsync(PollResult result) => throw new NotSupportedException();
    }
}
