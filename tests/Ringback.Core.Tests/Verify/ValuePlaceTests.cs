using Ringback.Verification.Providers;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Where in a request a value stands, what is read there, and how the place is called.</summary>
public sealed class ValuePlaceTests
{
    private static readonly string Long = new('1', ValuePlace.LongestHeader - "a=".Length);

    public static TheoryData<string, string, string> Queries => new()
    {
        { "?a=1", nameof(PlaceStatus.Found), "1" },
        { "?b=2&a=1", nameof(PlaceStatus.Found), "1" },
        { "?a=x+y%2Bz", nameof(PlaceStatus.Found), "x y+z" },
        { "?a=1=2", nameof(PlaceStatus.Found), "1=2" },
        { "?a=1#&a=2", nameof(PlaceStatus.Found), "1" },
        { "?a=" + Long, nameof(PlaceStatus.Found), Long },
        { "?a=" + Long + "1", nameof(PlaceStatus.Malformed), "" },
        { "?a=1&a=1", nameof(PlaceStatus.Repeated), "" },
        { "", nameof(PlaceStatus.Missing), "" },
        { "?", nameof(PlaceStatus.Missing), "" },
        { "?a", nameof(PlaceStatus.Missing), "" },
        { "?a=", nameof(PlaceStatus.Missing), "" },
        { "?A=1", nameof(PlaceStatus.Missing), "" },
        { "?ab=1", nameof(PlaceStatus.Missing), "" },
        { "?b=a=1", nameof(PlaceStatus.Missing), "" },
        { "?#&a=1", nameof(PlaceStatus.Missing), "" },
    };

    public static TheoryData<string, string, string> Numbers => new()
    {
        { """{"a":0}""", nameof(PlaceStatus.Found), "0" },
        { """{"a":9}""", nameof(PlaceStatus.Found), "9" },
        { """{"a":-7}""", nameof(PlaceStatus.Found), "-7" },
        { """{"a": 1.5e3 }""", nameof(PlaceStatus.Found), "1.5e3" },
        { $$"""{"a":{{Long[..32]}}}""", nameof(PlaceStatus.Found), Long[..32] },
        { $$"""{"a":{{Long[..33]}}}""", nameof(PlaceStatus.Malformed), "" },
        { """{"a":"7"}""", nameof(PlaceStatus.Malformed), "" },
        { """{"a":true}""", nameof(PlaceStatus.Malformed), "" },
        { """{"a":null}""", nameof(PlaceStatus.Malformed), "" },
        { """{"a":[7]}""", nameof(PlaceStatus.Malformed), "" },
        { """{"b":7}""", nameof(PlaceStatus.Missing), "" },
        { "", nameof(PlaceStatus.Missing), "" },
    };

    public static TheoryData<string, string, string> Forms => new()
    {
        { "a=1", nameof(PlaceStatus.Found), "1" },
        { "b=2&a=x+y", nameof(PlaceStatus.Found), "x y" },
        { "a=&a=2&a=3", nameof(PlaceStatus.Found), "2" },
        { "a=", nameof(PlaceStatus.Missing), "" },
        { "b=1", nameof(PlaceStatus.Missing), "" },
        { "a=1&b=%", nameof(PlaceStatus.Malformed), "" },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void In_the_query(string query, string status, string value) => Read(new QueryPlace("a"), Sources.Get(query)).ShouldBe((status, value));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void As_a_number_in_the_body(string body, string status, string value) => Read(new BodyNumberPlace("/a"), Sources.Post(body)).ShouldBe((status, value));

    [Theory]
    [MemberData(nameof(Forms))]
    public void In_a_form(string body, string status, string value)
    {
        Read(new FormPlace("a"), Sources.Post(body, ("Content-Type", "application/x-www-form-urlencoded"))).ShouldBe((status, value));
        Read(new FormPlace("a"), Sources.Post(body)).ShouldBe((nameof(PlaceStatus.Missing), ""));
    }

    [Theory]
    [InlineData("""{"a":"x","b":7}""", nameof(PlaceStatus.Found), "x:7")]
    [InlineData("""{"a":"x"}""", nameof(PlaceStatus.Missing), "")]
    [InlineData("""{"b":"x"}""", nameof(PlaceStatus.Missing), "")]
    public void In_several_places_that_are_joined(string body, string status, string value) =>
        Read(new JoinedPlace(new BodyPlace("/a"), new BodyPlace("/b")), Sources.Post(body)).ShouldBe((status, value));

    [Theory]
    [InlineData("""{"a":"x","b":"y"}""", nameof(PlaceStatus.Found), "x")]
    [InlineData("""{"b":"y"}""", nameof(PlaceStatus.Found), "y")]
    [InlineData("{}", nameof(PlaceStatus.Missing), "")]
    public void In_the_first_of_several_places(string body, string status, string value) =>
        Read(new FirstPlace(new BodyPlace("/a"), new BodyPlace("/b")), Sources.Post(body)).ShouldBe((status, value));

    /// <summary>Refusals and the page of sources call a place so; in a body with several events each has its own.</summary>
    [Fact]
    public void A_place_is_called_by_what_it_is_and_is_in_the_body_or_not()
    {
        var (header, body) = (new HeaderPlace("X-Sig"), new BodyPlace("/a"));
        foreach (var (place, description, isInBody) in ((ValuePlace, string, bool)[])
        [
            (header, "the header X-Sig", false),
            (new ListPlace("X-Sig", ',', "v1"), "v1 in the header X-Sig", false),
            (new NumberedHeaderPlace("X-Sig-"), "the header X-Sig-1", false),
            (new QueryPlace("a"), "a in the query", false),
            (body, "/a in the body", true),
            (new BodyNumberPlace("/a"), "/a in the body", true),
            (new FormPlace("a"), "a in the form", true),
            (new FirstPlace(body, new FormPlace("b")), "/a in the body or b in the form", true),
            (new FirstPlace(header, body), "the header X-Sig or /a in the body", false),
            (new JoinedPlace(header, body), "the header X-Sig and /a in the body", true),
            (new JoinedPlace(header, new QueryPlace("a")), "the header X-Sig and a in the query", false),
            (new EachPlace(header, body), "the header X-Sig or /a in the body", false),
            (Braintree.Events.Type!, "kind in bt_payload in the form", true),
        ]) (place.Description, place.IsInBody).ShouldBe((description, isInBody));
    }

    private static (string Status, string Value) Read(ValuePlace place, IncomingRequest request)
    {
        var status = place.ReadOne(request, out var value);
        return (status.ToString(), value);
    }
}
