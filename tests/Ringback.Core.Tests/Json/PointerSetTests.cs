using System.Text;
using System.Text.Json;
using Ringback.Core.Json;
using Ringback.Verification.Json;

namespace Ringback.Core.Tests.Json;

public sealed class PointerSetTests
{
    private const string Document = """
        { "a": {"b": [10, {"c": "x\"y"}, [true]], "": 1, "d/e": 2, "f~g": 3}, "n": null, "t": "\u00e9", "a2": {"a": {"b": 5}}, "0": "zero" }
        """;

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("/a/b")]
    [InlineData("/a/b/0")]
    [InlineData("/a/b/1/c")]
    [InlineData("/a/b/2/0")]
    [InlineData("/a/b/9")]
    [InlineData("/a/b/00")]
    [InlineData("/a/b/-")]
    [InlineData("/a/")]
    [InlineData("/a/d~1e")]
    [InlineData("/a/f~0g")]
    [InlineData("/n")]
    [InlineData("/n/x")]
    [InlineData("/t")]
    [InlineData("/0")]
    [InlineData("/missing/deeper")]
    public void All_together_find_what_each_finds_alone(string pointer)
    {
        string[] others = ["/a/b/1", "/a2/a/b", "/a", "/t", "", "/a/b/2", "/a/b/1/c"];
        var json = Encoding.UTF8.GetBytes(Document);
        foreach (var set in (PointerSet[])[new([pointer]), new([pointer, .. others]), new([.. others, pointer])])
        {
            var slots = new JsonSlot[set.Slots];
            set.TryRead(json, slots).ShouldBeTrue();
            var slot = slots[set.PlaceOf(pointer)];
            var text = JsonPointer.Parse(pointer).ReadText(json);
            if (text is not null) slot.Text(json).ShouldBe(text);
            else if (slot.Found) slot.Type.ShouldBeOneOf(JsonTokenType.Null, JsonTokenType.StartObject, JsonTokenType.StartArray);
            var found = JsonPointer.Parse(pointer) is var _ && Exists(pointer);
            slot.Found.ShouldBe(found);
        }
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""", "1")]
    [InlineData("""{"a":{},"a":{"b":2}}""", "{}")]
    public void Of_a_name_that_is_there_twice_the_first_counts(string json, string raw)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var set = new PointerSet(["/a", "/a/b"]);
        var slots = new JsonSlot[set.Slots];
        set.TryRead(bytes, slots).ShouldBeTrue();
        Encoding.UTF8.GetString(slots[set.PlaceOf("/a")].Raw(bytes)).ShouldBe(raw);
        slots[set.PlaceOf("/a/b")].Found.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1}}""")]
    [InlineData("""{"a":1} {"a":2}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("nul")]
    [InlineData("\0")]
    public void What_is_no_json_is_none(string json) => Read(Encoding.UTF8.GetBytes(json)).ShouldBeFalse();

    [Fact]
    public void Hostile_json_neither_throws_nor_overflows()
    {
        Read(Encoding.UTF8.GetBytes(new string('[', 1_000_000))).ShouldBeFalse();
        Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)))).ShouldBeFalse();
        Read([0xff, 0xfe, 0x00]).ShouldBeFalse();
        Read("""{"\ud800":1,"a":"\udc00"}"""u8.ToArray()).ShouldBeOneOf(true, false);
        var random = new Random(7);
        var valid = Encoding.UTF8.GetBytes(Document);
        for (var i = 0; i < 5000; i++)
        {
            var broken = valid.ToArray();
            for (var n = random.Next(1, 5); n > 0; n--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            Read(broken);
        }
    }

    [Theory]
    [InlineData("1", "1", true)]
    [InlineData("1.0", "1", true)]
    [InlineData("1e2", "100", true)]
    [InlineData("100000000000000000000000000000000000001", "100000000000000000000000000000000000002", true)]
    [InlineData("0.1", "0.10", true)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("true", "true", true)]
    [InlineData("true", "false", false)]
    [InlineData("null", "null", true)]
    [InlineData("\"\\u0061\"", "\"a\"", true)]
    [InlineData("\"A\"", "\"a\"", false)]
    [InlineData("\"\\ud800\"", "\"a\"", false)]
    [InlineData("{}", "null", false)]
    public void Values_are_compared_by_what_they_are(string json, string value, bool same)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var set = new PointerSet([""]);
        var slots = new JsonSlot[set.Slots];
        set.TryRead(bytes, slots).ShouldBeTrue();
        slots[0].Same(bytes, JsonDocument.Parse(value).RootElement).ShouldBe(same);
    }

    private static bool Read(byte[] json)
    {
        var set = new PointerSet(["/a/b/1/c", "/a", "/t", "/a/a/a/a"]);
        return set.TryRead(json, new JsonSlot[set.Slots]);
    }

    private static bool Exists(string pointer)
    {
        var at = JsonDocument.Parse(Document).RootElement;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var name = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Array)
            {
                if (!int.TryParse(name, out var index) || index.ToString() != name || index < 0 || index >= at.GetArrayLength()) return false;
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return false;
            }
        }
        return true;
    }
}
