using Ringback.Core.Catalog;
using Ringback.Core.Route;
using static Ringback.Core.Tests.Route.RouteIndexTests;

namespace Ringback.Core.Tests.Route;

public sealed class RouteTableTests
{
    [Fact]
    public void It_follows_the_catalog()
    {
        var catalog = new Core.Catalog.Catalog();
        var table = new RouteTable(catalog);
        catalog.Put(NewEndpoint(1, ["a"]));
        catalog.Put(NewEndpoint(2, ["a"]) with { ApplicationId = 2 });
        Matches(1, "a").ShouldBe([1]);
        Matches(2, "a").ShouldBe([2]);
        catalog.Put(NewEndpoint(1, ["b"]));
        Matches(1, "a").ShouldBeEmpty();
        Matches(1, "b").ShouldBe([1]);
        catalog.Remove(NewEndpoint(1));
        Matches(1, "b").ShouldBeEmpty();
        Matches(2, "a").ShouldBe([2]);
        catalog.Remove(NewEndpoint(2) with { ApplicationId = 2 });
        table.ForApplication(1).ShouldBeSameAs(table.ForApplication(2), "nothing is kept of an application without destinations");
        catalog.EndpointsOf(1).ShouldBeSameAs(catalog.EndpointsOf(2));

        List<int> Matches(int application, string type)
        {
            var matches = new List<int>();
            table.ForApplication(application).Match(type, null, 0, 10, matches).More.ShouldBeFalse();
            return matches;
        }
    }
}
