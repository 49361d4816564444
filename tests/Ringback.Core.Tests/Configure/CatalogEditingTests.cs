using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Jobs;
using Ringback.Core.Reconcile;
using Ringback.Core.Tests.Accept;
using Ringback.Core.Tests.Deliver;
using Ringback.Core.Tests.Reconcile;

namespace Ringback.Core.Tests.Configure;

public sealed class CatalogEditingTests : ICatalogRows, IJobRows
{
    private const int Application = AcceptWorld.Application;
    private static readonly IdSource Ids = new(TimeProvider.System);

    private readonly AcceptWorld _world = new();
    private readonly HeardIntake _intake = new();
    private readonly MemoryExpectations _expectations;
    private readonly CatalogEditing _rule;
    private readonly List<string> _rows = [];
    private int _sourceChanges;
    private int _jobs;

    public CatalogEditingTests()
    {
        _expectations = new MemoryExpectations(_world.Rows);
        var watches = new SourceWatches(_world.Batch, _expectations, _world.Catalog, new ExpectationState([], []));
        var listeners = new StoreListeners { Intake = _intake, SourceChanged = () => _sourceChanges++, JobAdded = () => _jobs++ };
        _rule = new CatalogEditing(_world.Batch, this, listeners, _world.Catalog, this, watches, _world.Messages);
    }

    [Theory]
    // The URL and whether it is disabled: before, and as it is put; whether it begins anew.
    [InlineData(null, false, 1, false, false)]
    [InlineData(null, false, 1, true, true)]
    [InlineData(1, false, 1, false, false)]
    [InlineData(1, false, 2, false, true)]
    [InlineData(1, false, 1, true, true)]
    [InlineData(1, true, 1, false, false)]
    public void An_endpoint_that_is_repaired_or_disabled_counts_no_failures_from_before(int? urlBefore, bool disabledBefore, int url, bool disabled, bool anew)
    {
        if (urlBefore is { } known)
            _world.Catalog.Put(Endpoint(1, known, disabledBefore));
        _rule.Put(Endpoint(1, url, disabled));
        _rows.ShouldBe(anew ? ["put HttpEndpoint", "works 1"] : ["put HttpEndpoint"]);
        _world.Catalog.Endpoint(1)!.UrlId.ShouldBe(url);
    }

    [Fact]
    public void Deliver_is_told_of_what_was_changed_or_removed_and_not_of_what_is_new()
    {
        _rule.Put(Endpoint(1, 1, false));
        _world.Batch.Commit();
        _intake.Heard.ShouldBeEmpty();
        _rule.Put(Endpoint(1, 2, false));
        _rule.Remove(Endpoint(1, 2, false));
        _intake.Heard.ShouldBeEmpty("nothing is on disk yet");
        _world.Batch.Commit();
        _intake.Heard.ShouldBe(["changed 1", "changed 1"]);
        _world.Catalog.Endpoint(1).ShouldBeNull();
    }

    [Fact]
    public void An_application_goes_with_its_destinations_and_its_source()
    {
        _world.AddEndpoint(1);
        _world.AddEndpoint(2);
        _world.Catalog.Put(new SourceOperation { Id = 1 << 30, Ksuid = Ids.Next(), ApplicationId = Application, Definition = new OperationDefinition(), CreatedAt = 0, UpdatedAt = 0 });
        _world.Catalog.Put(Source());
        _rule.Remove(_world.Catalog.Application(Application)!);
        _rows.Where(row => row.StartsWith("remove", StringComparison.Ordinal))
            .ShouldBe(["remove HttpEndpoint", "remove HttpEndpoint", "remove SourceOperation", "remove Source", "remove CustomerApplication"]);
        _rows.Count(row => row.StartsWith("works", StringComparison.Ordinal)).ShouldBe(3);
        (_world.Catalog.Application(Application), _world.Catalog.Source(Application), _world.Catalog.EndpointsOf(Application).Count).ShouldBe((null, null, 0));

        _world.Batch.TakeBack();
        (_world.Catalog.EndpointsOf(Application).Count, _world.Catalog.Operation(1 << 30) is null, _world.Catalog.Source(Application) is null).ShouldBe((2, false, false));
        _intake.Heard.ShouldBeEmpty();
    }

    [Fact]
    public void A_source_that_is_put_is_watched_where_its_rules_look_and_who_asks_is_told()
    {
        var rule = new ExpectationRule("r", new RuleTrigger(["a"]), "/id", new Fulfilment("/id"), 60, null);
        _rule.Put(Source() with { Expectations = [rule] });
        _expectations.Watched.Select(watched => watched.Pointer).ShouldBe(["/id"]);
        _sourceChanges.ShouldBe(0);
        _world.Batch.Commit();
        _sourceChanges.ShouldBe(1);
        _rule.Remove(Source());
        _world.Batch.Commit();
        _sourceChanges.ShouldBe(2);
    }

    [Fact]
    public void What_is_not_there_is_not_removed()
    {
        _rule.Remove(Endpoint(9, 1, false));
        _rows.ShouldBeEmpty();
    }

    [Fact]
    public void A_change_that_is_taken_back_leaves_what_was_there_before()
    {
        _world.Catalog.Put(Endpoint(1, 1, false));
        _rule.Put(Endpoint(1, 2, false));
        _rule.Put(Endpoint(2, 1, false));
        _world.Batch.TakeBack();
        (_world.Catalog.Endpoint(1)!.UrlId, _world.Catalog.Endpoint(2)).ShouldBe((1, null));
    }

    [Fact]
    public void An_organisation_comes_into_being_with_its_first_use()
    {
        _rule.Organisation("org_1").Id.ShouldBe(1);
        _rule.Organisation("org_new").Id.ShouldBe(77);
        _rule.Organisation("org_new").Id.ShouldBe(77);
        _rows.ShouldBe(["organisation org_new"]);
        _world.Batch.TakeBack();
        _world.Catalog.FindOrganisation("org_new").ShouldBeNull();
    }

    [Fact]
    public void Of_a_job_is_told_once_it_is_on_disk()
    {
        _rule.Start(new Job { Id = Ids.Next(), Kind = JobKind.ExpungeAll, OrganisationId = 1, CreatedAt = 0, UpdatedAt = 0 });
        (_rows.Single(), _jobs).ShouldBe(("job", 0));
        _world.Batch.Commit();
        _jobs.ShouldBe(1);
    }

    private static HttpEndpoint Endpoint(int id, int url, bool disabled) => new()
    {
        Id = id,
        Ksuid = Ids.Next(),
        ApplicationId = Application,
        Url = "https://example.com",
        UrlId = url,
        Disabled = disabled,
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    private static Source Source() => new() { ApplicationId = Application, Type = "stripe", CreatedAt = 0, UpdatedAt = 0 };

    int ICatalogRows.NextId<TEntry>() => 1;

    int ICatalogRows.AddOrganisation(string publicId)
    {
        _rows.Add($"organisation {publicId}");
        return 77;
    }

    int ICatalogRows.UrlId(string url) => 1;

    void ICatalogRows.Put(CatalogEntry entry) => _rows.Add($"put {entry.GetType().Name}");

    void ICatalogRows.Remove(CatalogEntry entry) => _rows.Add($"remove {entry.GetType().Name}");

    void ICatalogRows.ForgetFailing(int destination) => _rows.Add($"works {destination}");

    Job? IJobRows.Find(long key) => null;

    Job? IJobRows.OldestFanOut(int application, long after) => null;

    void IJobRows.Add(Job job) => _rows.Add("job");

    void IJobRows.Update(Job job) => throw new InvalidOperationException("Nothing is stepped.");

    void IJobRows.Remove(long key) => throw new InvalidOperationException("Nothing is stepped.");
}
