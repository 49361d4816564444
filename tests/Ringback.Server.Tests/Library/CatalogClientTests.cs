using System.Net;
using System.Text.Json.Nodes;
using Ringback.Client.Api;
using Ringback.Core.Catalog;
using Ringback.Verification.Signing;
using Endpoint = Ringback.Client.Api.Endpoint;

namespace Ringback.Server.Tests.Library;

/// <summary>Applications, endpoints and event types: what the library writes it reads again.</summary>
public sealed class CatalogClientTests : LibraryTest
{
    [Fact]
    public async Task Applications_are_made_read_changed_and_deleted()
    {
        var input = new ApplicationInput { Name = "Acme", Uid = "acme", ThrottleRate = 10, Metadata = new Dictionary<string, string> { ["plan"] = "pro" } };

        var made = await Library.Applications.CreateAsync(input, "made-once", Stop);
        (await Library.Applications.CreateAsync(input, "made-once", Stop)).Id.ShouldBe(made.Id);
        (await Library.Applications.GetOrCreateAsync(input with { Name = "Other" }, cancellation: Stop)).Name.ShouldBe("Acme");
        (made.Name, made.Uid, made.ThrottleRate, made.Metadata["plan"]).ShouldBe(("Acme", "acme", 10, "pro"));
        made.Id.ShouldStartWith("app_");
        made.CreatedAt.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);

        (await Library.Applications.PutAsync("globex", new ApplicationInput { Name = "Globex", Uid = "globex" }, Stop)).Metadata.ShouldBeEmpty();
        (await Library.Applications.PatchAsync("acme", new ApplicationPatch { Name = "Acme Ltd", ThrottleRate = 0 }, Stop)).ThrottleRate.ShouldBeNull();
        var changed = await Library.Applications.GetAsync(made.Id, Stop);
        (changed.Name, changed.Uid, changed.Metadata["plan"]).ShouldBe(("Acme Ltd", "acme", "pro"));

        await Library.Endpoints.CreateAsync("acme", new EndpointInput { Url = "https://example.com/", Disabled = true }, cancellation: Stop);
        (await NamesAsync(null)).ShouldBe(["Acme Ltd", "Globex"]);
        (await NamesAsync(new ApplicationFilter { ExcludeWithoutEndpoints = true })).ShouldBe(["Acme Ltd"]);
        (await NamesAsync(new ApplicationFilter { ExcludeWithDisabledEndpoints = true })).ShouldBe(["Globex"]);

        await RefusedAsync(HttpStatusCode.Conflict, "conflict", () => Library.Applications.CreateAsync(input, cancellation: Stop));
        await WrongAsync("body.name", () => Library.Applications.PutAsync("acme", input with { Name = "" }, Stop));
        await Library.Applications.DeleteAsync("acme", Stop);
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Applications.GetAsync("acme", Stop));

        async Task<List<string>> NamesAsync(ApplicationFilter? filter) =>
            await Library.Applications.ListAsync(filter, Stop).Select(static application => application.Name).ToListAsync(Stop);
    }

    [Fact]
    public async Task A_list_of_more_than_a_page_is_read_to_its_end()
    {
        for (var i = 0; i < 60; i++) await Library.Applications.CreateAsync(new ApplicationInput { Name = $"{i}" }, cancellation: Stop);

        var names = await Library.Applications.ListAsync(cancellation: Stop).Select(static application => application.Name).ToListAsync(Stop);

        names.ShouldBe(Enumerable.Range(0, 60).Select(static i => $"{i}"));
    }

    [Fact]
    public async Task Endpoints_are_made_read_changed_and_deleted()
    {
        await Library.Applications.CreateAsync(new ApplicationInput { Name = "Acme", Uid = "acme" }, cancellation: Stop);
        await Library.EventTypes.PutAsync(new EventTypeInput { Name = "invoice.paid", Description = "" }, Stop);
        var input = new EndpointInput
        {
            Url = "https://example.com/hooks",
            Uid = "main",
            Description = "Their server",
            EventTypes = ["invoice.paid"],
            Channels = ["eu"],
            ThrottleRate = 5,
            Metadata = new Dictionary<string, string> { ["team"] = "billing" },
            DeliveryOrder = "fifo",
            WhenExhausted = "hold",
        };

        var made = await Library.Endpoints.CreateAsync("acme", input, "made-once", Stop);
        (await Library.Endpoints.CreateAsync("acme", input, "made-once", Stop)).Id.ShouldBe(made.Id);
        Kept(made).ShouldBe(input);
        (made.Kind, made.Disabled).ShouldBe(("http", false));
        made.UpdatedAt.ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);

        var poller = await Library.Endpoints.PutAsync("acme", "queue", new EndpointInput { Uid = "queue", Kind = "poller" }, Stop);
        (poller.Kind, poller.Url, poller.EventTypes).ShouldBe(("poller", "", null));
        var changed = await Library.Endpoints.PatchAsync("acme", "main", new EndpointPatch { Disabled = true, EventTypes = [], ThrottleRate = 0 }, Stop);
        (changed.Disabled, changed.EventTypes, changed.ThrottleRate, changed.Description).ShouldBe((true, null, null, "Their server"));
        (await Library.Endpoints.GetAsync("acme", made.Id, Stop)).Disabled.ShouldBeTrue();
        (await Library.Endpoints.ListAsync("acme", Stop).Select(static endpoint => endpoint.Uid).ToListAsync(Stop)).ShouldBe(["queue", "main"]);

        await RefusedAsync(HttpStatusCode.Conflict, "conflict", () => Library.Endpoints.CreateAsync("acme", input, cancellation: Stop));
        await WrongAsync("body.url", () => Library.Endpoints.CreateAsync("acme", new EndpointInput { Url = "ftp://example.com" }, cancellation: Stop));
        await Library.Endpoints.DeleteAsync("acme", "main", Stop);
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Endpoints.GetAsync("acme", "main", Stop));

        EndpointInput Kept(Endpoint shown)
        {
            shown.EventTypes.ShouldBe(input.EventTypes);
            shown.Channels.ShouldBe(input.Channels);
            shown.Metadata["team"].ShouldBe("billing");
            return input with
            {
                Url = shown.Url,
                Uid = shown.Uid,
                Description = shown.Description,
                ThrottleRate = shown.ThrottleRate,
                DeliveryOrder = shown.DeliveryOrder,
                WhenExhausted = shown.WhenExhausted,
            };
        }
    }

    [Fact]
    public async Task Endpoints_of_a_source_are_found_by_its_id()
    {
        var source = await Library.Sources.CreateAsync(new SourceInput { Type = "generic-webhook", Name = "Shop", Uid = "shop" }, cancellation: Stop);

        var made = await Library.Endpoints.CreateAsync(source.Id, new EndpointInput { Url = "https://example.com/" }, cancellation: Stop);

        (await Library.Endpoints.ListAsync(source.Id, Stop).Select(static endpoint => endpoint.Id).ToListAsync(Stop)).ShouldBe([made.Id]);
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Endpoints.GetAsync("shop", made.Id, Stop));
    }

    [Fact]
    public async Task An_endpoint_s_secret_is_read_and_rotated()
    {
        await Library.Applications.CreateAsync(new ApplicationInput { Name = "Acme", Uid = "acme" }, cancellation: Stop);
        const string Own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        await Library.Endpoints.CreateAsync("acme", new EndpointInput { Url = "https://example.com/", Uid = "main", Secret = Own }, cancellation: Stop);
        (await Library.Endpoints.GetSecretAsync("acme", "main", Stop)).ShouldBe(Own);

        await Library.Endpoints.RotateSecretAsync("acme", "main", cancellation: Stop);
        var made = await Library.Endpoints.GetSecretAsync("acme", "main", Stop);
        made.ShouldNotBe(Own);
        VerificationKey.TryParse(made, out _, out _).ShouldBeTrue();
        await Library.Endpoints.RotateSecretAsync("acme", "main", Own, TimeSpan.Zero, cancellation: Stop);
        (await Library.Endpoints.GetSecretAsync("acme", "main", Stop)).ShouldBe(Own);

        await WrongAsync("body.key", () => Library.Endpoints.RotateSecretAsync("acme", "main", "short", cancellation: Stop));
        await WrongAsync("body.gracePeriodSeconds", () => Library.Endpoints.RotateSecretAsync("acme", "main", grace: TimeSpan.FromDays(8), cancellation: Stop));
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.Endpoints.GetSecretAsync("acme", "other", Stop));
    }

    [Fact]
    public async Task An_endpoint_s_headers_are_set_and_taken_away()
    {
        await Library.Applications.CreateAsync(new ApplicationInput { Name = "Acme", Uid = "acme" }, cancellation: Stop);
        await Library.Endpoints.CreateAsync(
            "acme", new EndpointInput { Url = "https://example.com/", Uid = "main", Headers = new Dictionary<string, string> { ["X-Team"] = "billing" } }, cancellation: Stop);
        (await Library.Endpoints.GetHeadersAsync("acme", "main", Stop)).Headers.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("X-Team", "billing"));

        await Library.Endpoints.PutHeadersAsync("acme", "main", new Dictionary<string, string> { ["X-Region"] = "eu", ["Authorization"] = "Bearer x" }, Stop);
        var put = await Library.Endpoints.GetHeadersAsync("acme", "main", Stop);
        put.Headers.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("X-Region", "eu"));
        put.Sensitive.ShouldHaveSingleItem().ShouldBe("authorization", StringCompareShould.IgnoreCase);

        await Library.Endpoints.PatchHeadersAsync("acme", "main", new Dictionary<string, string?> { ["X-Region"] = null, ["X-Team"] = "sales" }, Stop);
        (await Library.Endpoints.GetHeadersAsync("acme", "main", Stop)).Headers.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("X-Team", "sales"));
        await WrongAsync("body.headers", () => Library.Endpoints.PutHeadersAsync("acme", "main", new Dictionary<string, string> { ["webhook-id"] = "1" }, Stop));
        await WrongAsync("body.headers", () => Library.Endpoints.PatchHeadersAsync("acme", "main", new Dictionary<string, string?> { ["webhook-id"] = "1" }, Stop));
    }

    [Fact]
    public async Task Event_types_are_made_read_changed_archived_and_expunged()
    {
        var input = new EventTypeInput
        {
            Name = "invoice.paid",
            Description = "An invoice was paid",
            Schemas = new JsonObject { ["1"] = new JsonObject { ["type"] = "object" } },
            GroupName = "billing",
            FeatureFlags = ["beta"],
            RetrySchedule = "5s,5m",
        };

        var made = await Library.EventTypes.CreateAsync(input, "made-once", Stop);
        (await Library.EventTypes.CreateAsync(input, "made-once", Stop)).CreatedAt.ShouldBe(made.CreatedAt);
        (made.Name, made.Description, made.GroupName, made.RetrySchedule).ShouldBe(("invoice.paid", "An invoice was paid", "billing", "5s,5m"));
        made.FeatureFlags.ShouldBe(["beta"]);
        made.Schemas!.Value.GetProperty("1").GetProperty("type").GetString().ShouldBe("object");

        (await Library.EventTypes.PutAsync(new EventTypeInput { Name = "a", Description = "A" }, Stop)).Schemas.ShouldBeNull();
        (await Library.EventTypes.PatchAsync("invoice.paid", new EventTypePatch { Deprecated = true }, Stop)).Deprecated.ShouldBeTrue();
        (await Library.EventTypes.GetAsync("invoice.paid", Stop)).GroupName.ShouldBe("billing");
        await Library.EventTypes.DeleteAsync("a", cancellation: Stop);

        (await Library.EventTypes.ListAsync(cancellation: Stop).ToListAsync(Stop)).ShouldHaveSingleItem().Schemas.ShouldBeNull();
        var all = await Library.EventTypes.ListAsync(new EventTypeFilter { IncludeArchived = true, WithSchemas = true }, Stop).ToListAsync(Stop);
        all.Select(static type => (type.Name, type.Archived, type.Schemas is null)).ShouldBe([("a", true, true), ("invoice.paid", false, false)]);

        await RefusedAsync(HttpStatusCode.Conflict, "event_type_exists", () => Library.EventTypes.CreateAsync(input, cancellation: Stop));
        await WrongAsync("body.retrySchedule", () => Library.EventTypes.PutAsync(input with { RetrySchedule = "soon" }, Stop));
        await Library.EventTypes.DeleteAsync("a", expunge: true, Stop);
        await RefusedAsync(HttpStatusCode.NotFound, "not_found", () => Library.EventTypes.GetAsync("a", Stop));
    }
}
