using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Storage.Contracts;

/// <summary>A change of what is configured is durable as a whole, or it never was.</summary>
public abstract class CatalogContract : StoreContract
{
    internal CatalogContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        var application = await AddApplicationAsync("customer-1");
        var endpoint = await AddEndpointAsync(application, e => e with
        {
            Uid = "main",
            Description = "d",
            ThrottleRate = 7,
            EventTypes = ["a", "b"],
            Channels = ["c"],
            Metadata = new Dictionary<string, string> { ["k"] = "v" },
            Order = DeliveryOrder.Fifo,
            WhenExhausted = WhenExhausted.Hold,
            Sealed = [1, 2, 3],
        });
        await ChangeAsync(draft => draft.Put(new EventType
        {
            OrganisationId = draft.Organisation(Organisation).Id,
            Name = "a",
            Description = "about",
            RetrySchedule = "5s",
            FeatureFlags = ["beta"],
            CreatedAt = 1,
            UpdatedAt = 2,
        }));
        Reopen();

        var organisation = Catalog.FindOrganisation(Organisation).ShouldNotBeNull();
        var kept = Catalog.FindApplication(organisation, "customer-1").ShouldNotBeNull();
        (kept.PublicId, kept.Name, kept.CreatedAt).ShouldBe((application.PublicId, application.Name, application.CreatedAt));
        Catalog.FindEndpoint(kept, endpoint.PublicId).ShouldBe(Catalog.FindEndpoint(kept, "main"));
        var found = Catalog.FindEndpoint(kept, "main").ShouldNotBeNull();
        (found with { EventTypes = null, Channels = null, Metadata = endpoint.Metadata, Sealed = endpoint.Sealed })
            .ShouldBe(endpoint with { EventTypes = null, Channels = null });
        found.EventTypes.ShouldBe(["a", "b"]);
        found.Channels.ShouldBe(["c"]);
        found.Metadata.ShouldBe(endpoint.Metadata);
        found.Sealed.ShouldBe([1, 2, 3]);
        var type = Catalog.FindEventType(organisation, "a").ShouldNotBeNull();
        (type.Description, type.RetrySchedule, type.FeatureFlags![0]).ShouldBe(("about", "5s", "beta"));
    }

    [Fact]
    public async Task A_change_that_throws_leaves_nothing_neither_in_memory_nor_on_disk()
    {
        var application = await AddApplicationAsync("kept");
        var endpoint = await AddEndpointAsync(application, e => e with { Uid = "e" });
        await Should.ThrowAsync<InvalidOperationException>(ChangeAsync(draft =>
        {
            draft.Put(application with { Uid = "renamed" });
            draft.Put(endpoint with { Uid = "other", EventTypes = ["x"] });
            draft.Put(new CustomerApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = Ids.Next(),
                Organisation = application.Organisation,
                Uid = "new",
                Name = "n",
                CreatedAt = 0,
                UpdatedAt = 0,
            });
            draft.Remove(endpoint);
            throw new InvalidOperationException("no");
        }));

        for (var round = 0; round < 2; round++)
        {
            var organisation = Catalog.FindOrganisation(Organisation)!;
            Catalog.FindApplication(organisation, "renamed").ShouldBeNull();
            Catalog.FindApplication(organisation, "new").ShouldBeNull();
            var found = Catalog.FindApplication(organisation, "kept").ShouldNotBeNull();
            Catalog.FindEndpoint(found, "e").ShouldNotBeNull().EventTypes.ShouldBeNull();
            Catalog.FindEndpoint(found, "other").ShouldBeNull();
            Catalog.EndpointsOf(found.Id).Count.ShouldBe(1);
            Reopen();
        }
    }

    [Fact]
    public async Task One_bad_change_fails_alone_among_many()
    {
        var good = Enumerable.Range(0, 20).Select(i => AddApplicationAsync("good-" + i)).ToList();
        var bad = ChangeAsync(_ => throw new FormatException("bad"));
        await Should.ThrowAsync<FormatException>(bad);
        await Task.WhenAll(good);
        Reopen();
        Catalog.CustomerApplications(Catalog.FindOrganisation(Organisation)!).Length.ShouldBe(20);
    }

    [Fact]
    public async Task Changes_run_one_at_a_time()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            var ran = false;
            await Store.Catalog.ChangeAsync(null, draft =>
            {
                var organisation = draft.Organisation(Organisation);
                if (draft.Catalog.FindApplication(organisation, "one") is not null)
                    return null;
                ran = true;
                draft.Put(new CustomerApplication
                {
                    Id = draft.NextId<Application>(),
                    Ksuid = Ids.Next(),
                    Organisation = organisation,
                    Uid = "one",
                    Name = "n",
                    CreatedAt = 0,
                    UpdatedAt = 0,
                });
                return null;
            });
            return ran;
        })));
        made.Count(ran => ran).ShouldBe(1);
    }

    [Fact]
    public async Task A_change_with_a_key_runs_once_and_gives_its_reference_again()
    {
        var runs = 0;
        for (var i = 0; i < 3; i++)
        {
            var result = await Store.Catalog.ChangeAsync(Key("auto_k"), _ => "ref-" + ++runs);
            result.ShouldBe(new ChangeResult("ref-1", i == 0 ? KeyStatus.Fresh : KeyStatus.Replayed));
            Reopen();
        }

        (await Store.Catalog.ChangeAsync(Key("auto_k", "other"), _ => "no")).Status.ShouldBe(KeyStatus.Reused);
        Clock.Advance(TimeSpan.FromMinutes(10));
        (await Store.Catalog.ChangeAsync(Key("auto_k"), _ => "again")).ShouldBe(new ChangeResult("again", KeyStatus.Fresh));
    }

    [Fact]
    public async Task A_key_of_a_change_that_threw_is_free()
    {
        await Should.ThrowAsync<FormatException>(Store.Catalog.ChangeAsync(Key("k"), _ => throw new FormatException("x")).AsTask());
        (await Store.Catalog.ChangeAsync(Key("k"), _ => "ok")).ShouldBe(new ChangeResult("ok", KeyStatus.Fresh));
    }

    [Fact]
    public async Task A_deleted_application_takes_its_endpoints_along_and_its_ids_are_never_given_again()
    {
        var application = await AddApplicationAsync("uid");
        var endpoint = await AddEndpointAsync(application);
        await PostAsync(application);
        await ChangeAsync(draft => draft.Remove(application));
        Intake.Changed.ShouldContain(endpoint.Id);
        Reopen();
        Catalog.Destinations.ShouldBe(0);
        var next = await AddApplicationAsync("uid");
        next.Id.ShouldBeGreaterThan(application.Id);
        (await AddEndpointAsync(next)).Id.ShouldBeGreaterThan(endpoint.Id);
    }

    [Fact]
    public async Task Deliver_hears_of_changed_endpoints_after_the_commit()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        Intake.Changed.ShouldBeEmpty();
        await ChangeAsync(draft => draft.Put(endpoint with { Disabled = true }));
        Intake.Changed.ShouldBe([endpoint.Id]);
    }

    [Fact]
    public async Task A_message_emitted_in_a_change_is_accepted_with_it()
    {
        var application = await AddApplicationAsync();
        var endpoint = await AddEndpointAsync(application);
        await ChangeAsync(draft => draft.Emit(new NewMessage(NewMessage(application))));
        Intake.Offered.ShouldHaveSingleItem().Endpoints.ShouldBe([endpoint.Id]);
        (await WorkAsync(endpoint.Id)).Count.ShouldBe(1);
    }
}
