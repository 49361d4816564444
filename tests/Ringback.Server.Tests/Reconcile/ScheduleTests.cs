using System.Text.Json.Nodes;
using Ringback.Server.Tests.Api;
using Ringback.Testing;

namespace Ringback.Server.Tests.Reconcile;

public sealed class ScheduleTests : ApiTest
{
    private readonly ManualTime _clock = new();

    private protected override TimeProvider? Time => _clock;

    [Fact]
    public async Task Each_occurrence_is_an_event_with_the_payload_that_was_configured()
    {
        var source = await MakeAsync("""{"schedule":"0 * * * *","payload":"{\"report\":\"hourly\"}","eventTypePointer":"/report"}""");

        await UntilAsync(source, 1);
        await UntilAsync(source, 2);

        var events = await EventsAsync(source);
        // A server that is slow for once may let one go by.
        events.Select(e => (string)e!["eventId"]!).ShouldAllBe(id => id.EndsWith(":00:00Z", StringComparison.Ordinal));
        events.Select(e => (string)e!["eventId"]!).ShouldBeUnique();
        events.Select(e => (string)e!["eventType"]!).ShouldAllBe(type => type == "hourly");
        events[0]!["payload"]!.ToJsonString().ShouldBe("""{"report":"hourly"}""");
        var read = await JsonAsync(200, "GET", $"/api/v1/source/{source}/event/{events[0]!["id"]}");
        read["origin"]!.ToString().ShouldBe("scheduled");
    }

    [Fact]
    public async Task Of_what_was_missed_the_last_is_made_up_for()
    {
        var source = await MakeAsync("""{"schedule":"0 * * * *","payload":"{}"}""");

        await RestartAsync(() => _clock.Advance(TimeSpan.FromHours(5.5)));
        // It is due at once. The clock stands still: with the time that a slow server takes, the next one would be due.
        await EventuallyAsync(async () => (await EventsAsync(source)).Count == 1);
        await RestartAsync();

        (await EventsAsync(source)).Select(e => (string?)e!["eventId"]).ShouldBe(["2026-01-01T05:00:00Z"]);
    }

    [Fact]
    public async Task A_schedule_that_was_changed_or_deleted_fires_as_it_is_now()
    {
        var source = await MakeAsync("""{"schedule":"0 0 1 1 *","payload":"{}"}""");
        await JsonAsync(200, "PUT", $"/ingest/api/v1/source/{source}", """{"type":"cron","name":"Clock","config":{"schedule":"*/10 * * * *","payload":"{}"}}""");
        await UntilAsync(source, 1);

        await JsonAsync(204, "DELETE", $"/ingest/api/v1/source/{source}");
        _clock.Advance(TimeSpan.FromHours(1));
        (await GetAsync($"/api/v1/app/{source}/msg")).Status.ShouldBe(404);
    }

    private async Task<string> MakeAsync(string config) =>
        (string)(await JsonAsync(201, "POST", "/ingest/api/v1/source", $$"""{"type":"cron","name":"Clock","config":{{config}}}"""))["id"]!;

    private async Task<JsonArray> EventsAsync(string source) => (await JsonAsync(200, "GET", $"/api/v1/app/{source}/msg?order=ascending"))["data"]!.AsArray();

    /// <summary>Lets time go by until so many have come.</summary>
    private Task UntilAsync(string source, int count) => EventuallyAsync(async () =>
    {
        if ((await EventsAsync(source)).Count >= count) return true;
        _clock.Advance(TimeSpan.FromMinutes(1));
        return false;
    });
}
