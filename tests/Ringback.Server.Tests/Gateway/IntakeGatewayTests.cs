using Ringback.Core.Settings;
using Ringback.Testing;

namespace Ringback.Server.Tests.Gateway;

/// <summary>Requests that are answered when an intake has them, and that are messages a moment later.</summary>
public sealed class IntakeGatewayTests
{
    private const string ByPointer = """{"eventIdPointer":"/id"}""";

    [Fact]
    public async Task What_the_spool_has_taken_is_a_message_soon_and_its_duplicates_are_counted()
    {
        await using var server = await GatewayServer.StartAsync(configure: options => options.Intake = IntakeKind.Spool);
        await ReceiveAsync(server);
        // The API needs an answer from the store, and isn't delayed.
        (await server.Server.SendAsync("GET", "/health/ready")).Status.ShouldBe(204);
    }

    [Fact]
    public async Task What_another_intake_left_in_the_spool_is_stored_all_the_same()
    {
        var first = await GatewayServer.StartAsync(configure: options => options.Intake = IntakeKind.Spool);
        var source = await first.AddAsync("generic-webhook", ByPointer);
        first.Server.KeepsData = true;
        // Nothing more goes into the store from here.
        await first.Node.Intake.StopAsync();
        (await source.PostAsync("""{"id":"left"}""")).Status.ShouldBe(200);
        await first.DisposeAsync();

        await using var second = await GatewayServer.StartAsync(configure: options => options.Data = first.Server.Options.Data);
        var again = new GatewaySource(second, source.Application, source.Token);
        await Wait.ForAsync(again.MessagesAsync, messages => messages is [{ EventId: "left" }]);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task What_RabbitMQ_has_confirmed_is_a_message_soon_and_without_it_the_provider_is_told_to_come_again()
    {
        Assert.SkipWhen(RabbitServer.Missing is not null, RabbitServer.Missing ?? "");
        await using var rabbit = await RabbitServer.StartAsync();
        await using var server = await GatewayServer.StartAsync(configure: options => (options.Intake, options.RabbitMq) = (IntakeKind.RabbitMq, rabbit.Address.ToString()));
        await Wait.ForAsync(() => server.Server.SendAsync("GET", "/health/ready"), answer => answer.Status == 204);
        var source = await ReceiveAsync(server);

        await rabbit.KillAsync();
        await Wait.ForAsync(() => server.Server.SendAsync("GET", "/health/ready"), answer => answer.Status == 503);
        var refused = await source.PostAsync("""{"id":"later"}""");
        (refused.Status, refused.Headers["Retry-After"]).ShouldBe((503, "5"));
        (await source.MessagesAsync()).Count.ShouldBe(2);

        await rabbit.StartAgainAsync();
        await Wait.ForAsync(() => source.PostAsync("""{"id":"later"}"""), answer => answer.Status == 200);
        await Wait.ForAsync(source.MessagesAsync, messages => messages.Count == 3);
    }

    private static async Task<GatewaySource> ReceiveAsync(GatewayServer server)
    {
        var source = await server.AddAsync("generic-webhook", ByPointer);
        foreach (var id in (string[])["a", "b", "a"]) (await source.PostAsync($$"""{"id":"{{id}}"}""")).Status.ShouldBe(200);
        await Wait.ForAsync(async () => (await source.DuplicatesAsync()).Count, count => count == 1);
        (await source.MessagesAsync()).Select(message => message.EventId).ShouldBe(["a", "b"]);
        return source;
    }
}
