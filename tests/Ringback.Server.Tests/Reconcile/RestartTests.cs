using Ringback.Testing;

namespace Ringback.Server.Tests.Reconcile;

public sealed class RestartTests : ReconcileTest
{
    [Fact]
    public async Task What_was_being_asked_when_the_server_stopped_is_asked_again()
    {
        Provider.On("/payments/pay_1", Replies.Hang, Replies.Status(200, """{"id":"pay_1","status":"paid"}"""));
        var expectation = await ExpectAsync();
        var waiting = await ExpectAsync();
        Clock.Advance(TimeSpan.FromMinutes(11));
        await EventuallyAsync(() =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            return Task.FromResult(Provider.Count > 0);
        });

        await RestartAsync();

        // Of the two the one becomes the event, and what it awaits is what the other awaits.
        string[] ended = [(await UntilEndedAsync(expectation))["status"]!.ToString(), (await UntilEndedAsync(waiting))["status"]!.ToString()];
        ended.ShouldBe(["reconciled", "fulfilled"], ignoreOrder: true);
        (await EventsAsync()).Count.ShouldBe(1);
        await CallAsync("payment.paid", "evt_late");
        (await EventsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_expected_before_a_restart_is_fulfilled_after_it()
    {
        var expectation = await ExpectAsync();

        await RestartAsync();
        await CallAsync("payment.paid", "evt_1");

        ((string?)(await ReadAsync(expectation))["status"]).ShouldBe("fulfilled");
    }
}
