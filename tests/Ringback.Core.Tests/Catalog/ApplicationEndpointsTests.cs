using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Route;

namespace Ringback.Core.Tests.Catalog;

/// <summary>What the catalog lists of an application, and what its routes follow.</summary>
public sealed class ApplicationEndpointsTests
{
    [Fact]
    public void Endpoints_and_pollers_are_listed_in_order_and_operations_apart()
    {
        var endpoints = new ApplicationEndpoints();
        foreach (var destination in (Destination[])[One(3), Poller(1), Operation(9)])
            endpoints.Replace(null, destination);
        endpoints.Count.ShouldBe(2);
        endpoints.Page(0, 10, descending: false).ShouldBe([1, 3]);
        endpoints.Page(int.MaxValue, 10, descending: true).ShouldBe([3, 1]);
        endpoints.Page(1, 10, descending: false).ShouldBe([3]);
        endpoints.Operations().ShouldBe([9]);
        endpoints.Pollers().ShouldBe([1]);
        endpoints.Replace(One(3), null);
        endpoints.Page(0, 10, descending: false).ShouldBe([1]);
        endpoints.Replace(Poller(1), null);
        endpoints.Replace(Operation(9), null);
        endpoints.Count.ShouldBe(0);
        endpoints.Pollers().ShouldBeEmpty();
        endpoints.Operations().ShouldBeEmpty();
    }

    [Fact]
    public void Whether_one_wants_its_messages_in_order_follows_each_change()
    {
        var endpoints = new ApplicationEndpoints();
        var fifo = One(1) with { Order = DeliveryOrder.Fifo };
        endpoints.Replace(null, fifo);
        endpoints.HasFifo.ShouldBeTrue();
        endpoints.Replace(fifo, One(1));
        endpoints.HasFifo.ShouldBeFalse();
    }

    [Fact]
    public void Routes_follow_the_catalog()
    {
        var catalog = new Core.Catalog.Catalog();
        var routes = new RouteTable(catalog);
        catalog.Put(One(1));
        Matches().ShouldBe([1]);
        catalog.Put(One(1) with { EventTypes = ["other"] });
        Matches().ShouldBeEmpty();
        catalog.Put(One(2));
        catalog.Remove(One(2));
        Matches().ShouldBeEmpty();

        List<int> Matches()
        {
            var matches = new List<int>();
            routes.ForApplication(7).Match("a", null, 0, 10, matches);
            return matches;
        }
    }

    [Theory]
    [InlineData(0, 3, false, new[] { 2, 4, 6 })]
    [InlineData(6, 3, false, new[] { 8, 10 })]
    [InlineData(10, 3, false, new int[0])]
    [InlineData(int.MaxValue, 2, true, new[] { 10, 8 })]
    [InlineData(5, 3, true, new[] { 4, 2 })]
    [InlineData(2, 3, true, new int[0])]
    public void Lists_go_from_a_place_in_either_direction(int after, int limit, bool descending, int[] expected)
    {
        var endpoints = new ApplicationEndpoints();
        foreach (var id in new[] { 10, 2, 6, 8, 4 })
            endpoints.Replace(null, One(id));
        endpoints.Page(after, limit, descending).ShouldBe(expected);
        new ApplicationEndpoints().Page(after, limit, descending).ShouldBeEmpty();
    }

    private static PollerEndpoint Poller(int id) => new() { Id = id, Ksuid = default, ApplicationId = 7, CreatedAt = 0, UpdatedAt = 0 };

    private static SourceOperation Operation(int id) =>
        new() { Id = id, Ksuid = default, ApplicationId = 7, Definition = new OperationDefinition(), CreatedAt = 0, UpdatedAt = 0 };

    private static HttpEndpoint One(int id) => new()
    {
        Id = id,
        Ksuid = Ksuid.LowestAt(1_700_000_000_000 + id),
        ApplicationId = 7,
        Url = "https://example.com/",
        CreatedAt = 0,
        UpdatedAt = 0,
    };
}
