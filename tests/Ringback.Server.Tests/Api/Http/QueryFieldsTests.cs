using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Tests.Api.Http;

public sealed class QueryFieldsTests
{
    [Theory]
    [InlineData("event_types=a,b")]
    [InlineData("event_types=a&event_types=b")]
    [InlineData("event_types[]=a&event_types[]=b")]
    [InlineData("event_types[0]=a&event_types[1]=b")]
    [InlineData("event_types%5B%5D=a&event_types=b,a,")]
    public void A_set_is_read_in_every_spelling(string query)
    {
        var fields = Of(query + "&event_types_not=c&event_types[x]=d");

        fields.Texts("event_types", TextRule.EventType).ShouldNotBeNull().ShouldBe(["a", "b"], ignoreOrder: true);
        fields.Errors.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("event_types=")]
    [InlineData("event_types[]=&event_types=,,")]
    public void A_set_without_items_is_refused(string query)
    {
        var fields = Of(query);

        fields.Texts("event_types", TextRule.EventType).ShouldBeNull();
        fields.Errors.Failed(out var error).ShouldBeTrue();
        error!.Fields!.ShouldHaveSingleItem().Loc.ShouldBe(["query", "event_types"]);
    }

    [Theory]
    [InlineData("", 50, null, false, null)]
    [InlineData("limit=1&order=ascending", 1, null, false, false)]
    [InlineData("limit=250&order=descending&iterator=msg_1", 250, "msg_1", false, true)]
    [InlineData("iterator=-msg_1", 50, "msg_1", true, null)]
    [InlineData("iterator=", 50, null, false, null)]
    public void A_page_is_read(string query, int limit, string? iterator, bool backwards, bool? descending)
    {
        var fields = Of(query);

        PageQuery.Read(fields).ShouldBe(new PageQuery(limit, iterator, backwards, descending));
        fields.Errors.Any.ShouldBeFalse();
    }

    [Theory]
    [InlineData("limit=0", "must be 1 to 250")]
    [InlineData("limit=251", "must be 1 to 250")]
    [InlineData("limit=-1", "must be 1 to 250")]
    [InlineData("limit=x", "must be a whole number")]
    [InlineData("limit=1e3", "must be a whole number")]
    [InlineData("limit=-", "must be a whole number")]
    [InlineData("limit=99999999999999999999", "must be 1 to 250")]
    [InlineData("limit=-99999999999999999999", "must be 1 to 250")]
    [InlineData("order=up", "must be one of ascending, descending")]
    [InlineData("limit=", "has no value: give one, or leave the parameter out")]
    [InlineData("limit", "has no value: give one, or leave the parameter out")]
    [InlineData("order=&iterator=", "has no value: give one, or leave the parameter out")]
    [InlineData("limit=1&limit=1", "is given more than once: give it once")]
    [InlineData("limit=1&LIMIT=2", "is given more than once: give it once")]
    [InlineData("limit=&limit=", "is given more than once: give it once")]
    public void What_a_page_may_not_be_is_refused(string query, string problem)
    {
        var fields = Of(query);
        PageQuery.Read(fields);
        fields.Errors.Failed(out var error).ShouldBeTrue();
        var field = error!.Fields!.ShouldHaveSingleItem();
        field.Loc.ShouldBe(["query", query[..5]]);
        field.Msg.ShouldBe(problem);
    }

    [Fact]
    public void An_iterator_of_another_kind_is_refused()
    {
        var fields = Of("iterator=ep_23rb8YdGqMT0qIzpgGwdXfHirMu");
        PageQuery.Read(fields).IteratorId(IdPrefix.Message, fields).ShouldBeNull();
        fields.Errors.Any.ShouldBeTrue();

        fields = Of("iterator=-msg_23rb8YdGqMT0qIzpgGwdXfHirMu");
        PageQuery.Read(fields).IteratorId(IdPrefix.Message, fields).ShouldNotBeNull();
        fields.Errors.Any.ShouldBeFalse();
    }

    [Fact]
    public void Times_choices_and_flags_are_read()
    {
        var fields = Of("before=2026-01-31T12:00:00Z&after=2026-01-31T12:00:00+00:00&status=2&with_content=false&a=1");

        fields.Time("before").ShouldBe(1_769_860_800_000);
        fields.Time("after").ShouldBe(1_769_860_800_000);
        fields.OneOf("status", 0, 1, 2, 3).ShouldBe(2);
        fields.Flag("with_content", absent: true).ShouldBeFalse();
        fields.Flag("with_msg", absent: true).ShouldBeTrue();
        fields.Errors.Any.ShouldBeFalse();

        Of("status=9").OneOf("status", 0, 1).ShouldBeNull();
        fields.Time("a").ShouldBeNull();
        fields.Flag("before", absent: false).ShouldBeFalse();
        fields.Errors.Any.ShouldBeTrue();
    }

    private static QueryFields Of(string query) => new(new QueryCollection(QueryHelpers.ParseQuery("?" + query)));
}
