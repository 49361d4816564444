using System.Security.Cryptography;
using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>
/// How what identifies an event is written. It is stored: in another form, an event that comes again after an update would count as new.
/// </summary>
public sealed class EventIdentityTests
{
    private static readonly EventKey Key = new(new HeaderPlace("a"), KeyPart.Optional(new HeaderPlace("b")), KeyPart.ItemBytes);

    public static TheoryData<string, string, string> Encodings => new()
    {
        // a, b, the two of them as they are written
        { "x", "", "0100000001" + "78" + "00" },
        { "x", "yz", "0100000001" + "78" + "0100000002" + "797A" },
        { "ü", "", "0100000002" + "C3BC" + "00" },
        { new string('x', 512), "", "0100000200" + Hex(new string('x', 512)) + "00" },
        { new string('x', 513), "", "0200000020" + Hash(new string('x', 513)) + "00" },
        { new string('ü', 256), "", "0100000200" + Hex(new string('ü', 256)) + "00" },
        { new string('ü', 257), "", "0200000020" + Hash(new string('ü', 257)) + "00" },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Parts_are_written_by_their_kind_and_length(string a, string b, string encoded)
    {
        var request = Sources.Post("""{"n":1}""", ("a", a), ("b", b));
        Encoded(Key).ShouldBe("FF00" + encoded + "0300000020" + Hash("""{"n":1}"""));
        // A key that doesn't apply counts all the same.
        Encoded(EventKey.Bytes(new HeaderPlace("c")), Key).ShouldStartWith("FF01" + encoded);

        string Encoded(params EventKey[] keys) => Convert.ToHexString(EventIdentifier.Identify(keys, request, request.Body.Span, null, null).Tuple.ShouldNotBeNull());
    }

    /// <summary>A single field is its text, unless that is too long to be kept.</summary>
    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_long_id_is_not_shown_and_identifies_all_the_same(int length, bool isShown)
    {
        var id = new string('x', length);
        var incoming = Event(id);
        incoming.Id.ShouldBe(isShown ? id : null);
        incoming.Identity.Text.ShouldBe(isShown ? id : null);
        incoming.Identity.IsNone.ShouldBeFalse();
        if (!isShown) Convert.ToHexString(incoming.Identity.Tuple!).ShouldBe("FF00" + "0200000020" + Hash(id));

        static IncomingEvent Event(string id) => Sources.Build("stripe", """{"secret":"s"}""").Events.Split(Sources.Post($$"""{"id":"{{id}}"}""")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(512, true)]
    [InlineData(513, false)]
    public void A_type_is_at_most_so_long(int length, bool isShown)
    {
        var type = new string('t', length);
        Sources.Build("stripe", """{"secret":"s"}""").Events.Split(Sources.Post($$"""{"type":"{{type}}"}""")).ShouldHaveSingleItem().Type.ShouldBe(isShown ? type : null);
    }

    /// <summary>The page of sources says so what identifies the events of a type.</summary>
    [Fact]
    public void A_key_is_described_by_its_parts()
    {
        EventKey.Single(new BodyPlace("/id")).Description.ShouldBe("/id in the body");
        EventKey.Bytes(new BodyPlace("/ts"), new FormPlace("a")).Description.ShouldBe("/ts in the body, a in the form, the bytes of the event");
        Key.Description.ShouldBe("the header a, the bytes of the event; where sent the header b");
        var key = new EventKey(new HeaderPlace("a"), KeyPart.Optional(new HeaderPlace("b")), KeyPart.Optional(new HeaderPlace("c")));
        key.Description.ShouldBe("the header a; where sent the header b, the header c");
        (key with { OnlyWhere = (new BodyPlace("/type"), "zen:") }).Description.ShouldBe("the header a; where sent the header b, the header c (only where /type in the body begins with zen:)");
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
