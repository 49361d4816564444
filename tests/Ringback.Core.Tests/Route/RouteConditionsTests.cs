using System.Diagnostics.Metrics;
using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Observe;
using Ringback.Core.Route;
using static Ringback.Core.Tests.Route.RouteIndexTests;

namespace Ringback.Core.Tests.Route;

public sealed class RouteConditionsTests
{
    [Theory]
    // The body of the message, what matched, what is left of it, and how many messages are counted as not looked into. Of the
    // operations, 7 wants that the message has /paid, 8 /due, 9 has no condition, and 10 none either: an empty list.
    [InlineData("""{"paid":true}""", new[] { 1, 7, 8, 9, 10 }, new[] { 1, 7, 9, 10 }, 0)]
    [InlineData("""{"paid":1,"due":2}""", new[] { 1, 7, 8, 9, 10 }, new[] { 1, 7, 8, 9, 10 }, 0)]
    [InlineData("{}", new[] { 1, 7, 8 }, new[] { 1 }, 0)]
    [InlineData("no JSON", new[] { 1, 7, 8, 9, 10 }, new[] { 1, 9, 10 }, 1)]
    // Nobody needs to look into it.
    [InlineData("no JSON", new[] { 1, 9, 10 }, new[] { 1, 9, 10 }, 0)]
    [InlineData("no JSON", new[] { 1 }, new[] { 1 }, 0)]
    public void What_can_not_be_looked_into_meets_no_condition_and_is_counted_once(string body, int[] matched, int[] left, int unreadable)
    {
        var routes = Routes();
        List<int> matches = [.. matched];
        CountUnreadable(() => routes.Filter(Message(body), matches, operations: 1)).ShouldBe(unreadable);
        matches.ShouldBe(left);
    }

    [Fact]
    public void A_changed_operation_is_held_to_its_new_conditions_and_a_removed_one_to_none()
    {
        var routes = Routes();
        Filtered().ShouldBe([7, 9]);
        routes.Replace(Operation(7, Exists("/paid")), Operation(7, Exists("/due")));
        Filtered().ShouldBe([9]);
        routes.Replace(Operation(7, Exists("/due")), null);
        Filtered().ShouldBe([7, 9]);

        List<int> Filtered()
        {
            List<int> matches = [7, 8, 9];
            routes.Filter(Message("""{"paid":true}"""), matches, operations: 0);
            return matches;
        }
    }

    private static ApplicationRoutes Routes()
    {
        var routes = new ApplicationRoutes();
        routes.Replace(null, NewEndpoint(1));
        routes.Replace(null, Operation(7, Exists("/paid")));
        routes.Replace(null, Operation(8, Exists("/due")));
        routes.Replace(null, Operation(9) with { Definition = new OperationDefinition() });
        routes.Replace(null, Operation(10));
        return routes;
    }

    private static Condition Exists(string pointer) => new(pointer, ConditionTest.Exists);

    private static Message Message(string body) => new() { Id = default, ApplicationId = 1, EventType = "a", AcceptedAt = 0, Payload = Encoding.UTF8.GetBytes(body) };

    private static long CountUnreadable(Action act)
    {
        var (thread, count) = (Environment.CurrentManagedThreadId, 0L);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == Telemetry.Meter && instrument.Name == "ringback.operations.unreadable") listening.EnableMeasurementEvents(instrument);
        };
        // Other tests run beside this one, on other threads.
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => count += Environment.CurrentManagedThreadId == thread ? value : 0);
        listener.Start();
        act();
        return count;
    }
}
