using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Route;

namespace Ringback.Core.Tests.Route;

public sealed class RouteIndexTests
{
    private static readonly IdSource Ids = new(TimeProvider.System);

    [Theory]
    // An endpoint's types and channels, the message's type and channels, whether it goes there.
    [InlineData(null, null, "a", null, true)]
    [InlineData(null, null, "a", "x", true)]
    [InlineData("a", null, "a", null, true)]
    [InlineData("a", null, "b", null, false)]
    [InlineData("orders/create orders.create", null, "orders.create", null, true)]
    [InlineData("a b", null, "b", "x", true)]
    [InlineData("a", null, "a.b", null, false)]
    [InlineData(null, "x", "a", null, false)]
    [InlineData(null, "x", "a", "x", true)]
    [InlineData(null, "x", "a", "y", false)]
    [InlineData(null, "x y", "a", "z y", true)]
    [InlineData("a", "x", "a", "x", true)]
    [InlineData("a", "x", "b", "x", false)]
    [InlineData("a", "x", "a", "y", false)]
    [InlineData("a b", "x y", "b", "x y", true)]
    [InlineData("a", "x x", "a", "x", true)]
    [InlineData(null, null, "*", "*", true)]
    public void An_endpoint_gets_what_its_filters_take(string? types, string? channels, string type, string? messageChannels, bool gets)
    {
        var index = new RouteIndex();
        var endpoint = NewEndpoint(1, types?.Split(' '), channels?.Split(' '));
        index.Add(endpoint);
        Match(index, type, messageChannels?.Split(' ')).ShouldBe(gets ? [1] : []);
        index.Add(endpoint);
        Match(index, type, messageChannels?.Split(' ')).ShouldBe(gets ? [1] : []);
        index.Remove(endpoint);
        Match(index, type, messageChannels?.Split(' ')).ShouldBeEmpty();
        index.Remove(endpoint);
    }

    [Fact]
    public void Finding_three_among_a_hundred_thousand_visits_three()
    {
        var index = new RouteIndex();
        for (var id = 1; id <= 100_000; id++)
            index.Add(id % 40_000 == 5 ? NewEndpoint(id, ["wanted"]) : NewEndpoint(id, [$"type.{id}"], id % 2 == 0 ? ["x"] : null));
        var before = index.Visited;
        Match(index, "wanted", ["x", "y"]).ShouldBe([5, 40_005, 80_005]);
        (index.Visited - before).ShouldBe(3);
    }

    [Fact]
    public void An_endpoint_in_several_lists_is_found_once()
    {
        var index = new RouteIndex();
        index.Add(NewEndpoint(1, null, ["x", "y", "z"]));
        index.Add(NewEndpoint(2, ["a"]));
        index.Add(NewEndpoint(3));
        index.Add(NewEndpoint(4, ["a"], ["y"]));
        Match(index, "a", ["x", "y", "z", "x"]).ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Chunks_follow_each_other_in_order_without_gap(int limit)
    {
        var index = new RouteIndex();
        var random = new Random(1);
        var expected = new List<int>();
        foreach (var id in Enumerable.Range(1, 500).OrderBy(_ => random.Next()))
            index.Add(NewEndpoint(id, id % 3 == 0 ? ["a"] : id % 3 == 1 ? null : ["b"], id % 5 == 0 ? ["x"] : null));
        for (var id = 1; id <= 500; id++)
            if (id % 3 != 2)
                expected.Add(id);
        var found = new List<int>();
        for (var more = true; more;)
        {
            var before = found.Count;
            more = index.Match("a", ["x"], found.LastOrDefault(), limit, found);
            (found.Count - before).ShouldBeLessThanOrEqualTo(limit);
        }

        found.ShouldBe(expected);
    }

    [Fact]
    public void Pollers_are_not_routed_to()
    {
        var routes = new ApplicationRoutes();
        routes.Replace(null, new PollerEndpoint { Id = 1, Ksuid = Ids.Next(), ApplicationId = 1, CreatedAt = 0, UpdatedAt = 0 });
        routes.Replace(null, NewEndpoint(2));
        var matches = new List<int>();
        routes.Match("a", null, 0, 10, matches);
        matches.ShouldBe([2]);
    }

    [Theory]
    [InlineData(0, 10, new[] { 1, 3, 7, 9 }, 2, false)]
    [InlineData(0, 4, new[] { 1, 3, 7, 9 }, 2, false)]
    [InlineData(0, 3, new[] { 1, 3, 7 }, 2, true)]
    [InlineData(0, 2, new[] { 1, 3 }, 2, true)]
    [InlineData(0, 1, new[] { 1 }, 1, true)]
    [InlineData(3, 10, new[] { 7, 9 }, 0, false)]
    [InlineData(7, 10, new[] { 9 }, 0, false)]
    [InlineData(9, 10, new int[0], 0, false)]
    public void Operations_come_behind_the_endpoints(int after, int limit, int[] expected, int operations, bool more)
    {
        var routes = new ApplicationRoutes();
        foreach (var id in (int[])[3, 1])
            routes.Replace(null, NewEndpoint(id, ["a"]));
        routes.Replace(null, NewEndpoint(2, ["b"]));
        foreach (var id in (int[])[9, 7])
            routes.Replace(null, Operation(id));
        // It adds to what is there, which counts for nothing.
        List<int> matches = [-2, -1];
        routes.Match("a", null, after, limit, matches).ShouldBe(new RouteMatch(more, 2 + operations));
        matches.ShouldBe([-2, -1, .. expected]);
    }

    [Fact]
    public void Only_operations_are_asked_for_their_conditions()
    {
        var routes = new ApplicationRoutes();
        routes.Replace(null, NewEndpoint(1));
        routes.Replace(null, Operation(7, new Condition("/paid", ConditionTest.Exists)));
        routes.Replace(null, Operation(8, new Condition("/due", ConditionTest.Exists)));
        routes.Replace(null, Operation(9));
        var matches = new List<int>();
        var match = routes.Match("a", null, 0, 10, matches);
        routes.Filter(Paid(), matches, match.Operations);
        matches.ShouldBe([1, 7, 9]);
        matches.Clear();
        routes.MatchEndpoints("a", null, 0, 10, matches).ShouldBeFalse();
        matches.ShouldBe([1]);
        routes.Replace(Operation(9), null);
        matches.Clear();
        routes.Match("a", null, 7, 10, matches);
        matches.ShouldBe([8]);

        static Message Paid() => new() { Id = default, ApplicationId = 1, EventType = "a", AcceptedAt = 0, Payload = """{"paid":true}"""u8.ToArray() };
    }

    [Fact]
    public void A_changed_endpoint_is_found_by_its_new_filters_only()
    {
        var routes = new ApplicationRoutes();
        var before = NewEndpoint(1, ["a"]) with { Order = DeliveryOrder.Fifo };
        routes.Replace(null, before);
        routes.Replace(before, before with { EventTypes = ["b"], Order = DeliveryOrder.Any });
        var matches = new List<int>();
        routes.Match("a", null, 0, 10, matches);
        matches.ShouldBeEmpty();
        routes.Match("b", null, 0, 10, matches);
        matches.ShouldBe([1]);
    }

    internal static SourceOperation Operation(int id, params Condition[] conditions) => new()
    {
        Id = id,
        Ksuid = default,
        ApplicationId = 1,
        Definition = new OperationDefinition { Conditions = conditions },
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    internal static HttpEndpoint NewEndpoint(int id, string[]? types = null, string[]? channels = null) => new()
    {
        Id = id,
        Ksuid = Ids.Next(),
        ApplicationId = 1,
        Url = "https://example.com",
        EventTypes = types,
        Channels = channels,
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    private static List<int> Match(RouteIndex index, string type, string[]? channels)
    {
        var matches = new List<int>();
        index.Match(type, channels, 0, int.MaxValue, matches).ShouldBeFalse();
        return matches;
    }
}
