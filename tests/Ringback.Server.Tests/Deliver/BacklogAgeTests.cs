using System.Net;
using Ringback.Core.Catalog;
using Ringback.Core.Settings;
using Ringback.Server.Tests.Gateway;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Deliver;

/// <summary>What is answered when more is accepted than can be delivered, over real sockets and on a clock that the test moves.</summary>
public sealed class BacklogAgeTests
{
    private static readonly (string, string) Key = ("idempotency-key", "k-1");

    [Fact]
    public async Task Messages_are_refused_while_those_before_them_wait_and_nobody_else_is()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var clock = new ManualTime(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(Limited, clock: clock);
        await MakeAsync(server, "slow", receiver, ""","throttleRate":1""");
        await MakeAsync(server, "fast", receiver, "");
        for (var i = 0; i < 20; i++) (await PostAsync(server, "slow")).Status.ShouldBe(202);
        await receiver.WaitForAsync(1);

        clock.Advance(TimeSpan.FromSeconds(7));
        var refused = await PostAsync(server, "slow", Key);
        refused.Status.ShouldBe(429);
        refused.Headers["Retry-After"].ShouldBe("3");
        refused.Body.ShouldContain("\"code\":\"backlog_full\"");
        (await PostAsync(server, "fast")).Status.ShouldBe(202);
        (await server.SendAsync("POST", "/api/v1/app/slow/msg", """{"eventType":"a","payload":{}}""")).Status.ShouldBe(202, "it goes to no endpoint");

        // One a second is sent, so that all have left after a while.
        for (var sent = receiver.Count; sent < 21; sent = receiver.Count)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await receiver.WaitForAsync(sent + 1);
        }
        var accepted = await PostAsync(server, "slow", Key);
        accepted.Status.ShouldBe(202, "its key was not taken by the one that was refused");
    }

    [Fact]
    public async Task Events_of_a_source_are_refused_like_messages_and_the_ring_says_why()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var clock = new ManualTime(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await GatewayServer.StartAsync(clock, Limited);
        var source = await server.AddAsync("generic-webhook");
        await server.ChangeAsync(draft =>
        {
            draft.Put(new HttpEndpoint
            {
                Id = draft.NextId<Endpoint>(),
                Ksuid = server.Node.Ids.Next(),
                ApplicationId = source.Application.Id,
                Url = receiver.At("/").ToString(),
                ThrottleRate = 1,
                CreatedAt = 0,
                UpdatedAt = 0,
            });
            return true;
        });
        for (var i = 0; i < 5; i++) (await source.PostAsync($$"""{"n":{{i}}}""")).Status.ShouldBe(200);
        clock.Advance(TimeSpan.FromSeconds(6));
        var refused = await source.PostAsync("{}");
        (refused.Status, refused.Headers["Retry-After"]).ShouldBe((429, "2"));
        (await server.Server.SendAsync("GET", $"/api/v1/source/{source.Application.PublicId}/refused")).Body.ShouldContain("\"reason\":\"backlog_full\",\"count\":1");
    }

    [Fact]
    public async Task Without_the_setting_any_wait_is_accepted()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        var clock = new ManualTime(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(Local, clock: clock);
        await MakeAsync(server, "slow", receiver, ""","throttleRate":1""");
        for (var i = 0; i < 5; i++) (await PostAsync(server, "slow")).Status.ShouldBe(202);
        clock.Advance(TimeSpan.FromHours(1));
        (await PostAsync(server, "slow")).Status.ShouldBe(202);
    }

    private static void Local(RingbackOptions options) => options.AllowedDestinations = CidrList.CreateFrom([IPNetwork.Parse("127.0.0.0/8")]);

    private static void Limited(RingbackOptions options)
    {
        Local(options);
        options.BacklogAge = TimeSpan.FromSeconds(5);
    }

    private static async Task MakeAsync(RunningServer server, string uid, FakeReceiver receiver, string more)
    {
        (await server.SendAsync("POST", "/api/v1/app", $$"""{"name":"{{uid}}","uid":"{{uid}}"}""")).Status.ShouldBe(201);
        (await server.SendAsync("POST", $"/api/v1/app/{uid}/endpoint", $$"""{"url":"{{receiver.At("/" + uid)}}","channels":["c"]{{more}}}""")).Status.ShouldBe(201);
    }

    private static Task<RunningServer.Answer> PostAsync(RunningServer server, string uid, params (string, string)[] headers) =>
        server.SendAsync("POST", $"/api/v1/app/{uid}/msg", """{"eventType":"a","payload":{},"channels":["c"]}"""u8.ToArray(), headers);
}
