using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>What a request says of its body, and the body as pointers and forms see it.</summary>
public sealed class IncomingRequestTests
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string Json = "application/json";

    public static TheoryData<byte[], string, string, bool> Bodies => new()
    {
        // body, content type, what pointers see, whether it is JSON as it came
        { """{"a":1}"""u8.ToArray(), Json, """{"a":1}""", true },
        { """{"a":1}"""u8.ToArray(), "text/plain", """{"a":1}""", true },
        { """{"a":1}"""u8.ToArray(), Form, """{"a":1}""", true },
        { "\uFEFF{\"a\":1}"u8.ToArray(), Json, """{"a":1}""", false },
        { Encoding.Unicode.GetBytes("""{"a":1}"""), Json, """{"a":1}""", false },
        { Encoding.Latin1.GetBytes("""{"a":"é"}"""), "application/json; charset=iso-8859-1", """{"a":"é"}""", false },
        { "a=1"u8.ToArray(), Form, """{"a":"1"}""", false },
        { "a=1"u8.ToArray(), Json, "", false },
        { [], Json, "", false },
    };

    [Theory]
    [InlineData(new string[0], null, null)]
    [InlineData(new[] { "text/plain" }, null, "text/plain")]
    [InlineData(new[] { "text/plain", "text/plain" }, null, null)]
    [InlineData(new[] { Form }, Json, Json)]
    [InlineData(new string[0], Json, Json)]
    public void A_type_is_declared_once_or_given(string[] headers, string? given, string? declared) =>
        (Sources.Post("{}"u8.ToArray(), headers.Select(type => ("Content-Type", type))) with { ContentType = given }).DeclaredType.ShouldBe(declared);

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_is_seen_as_JSON(byte[] body, string type, string json, bool isWhole)
    {
        var request = Sources.Post(body, [("Content-Type", type)]);
        Encoding.UTF8.GetString(request.Json.Span).ShouldBe(json);
        request.IsWholeJson.ShouldBe(isWhole);
        request.View?.IsReadable.ShouldBe(json.Length > 0);
        (request.View is null).ShouldBe(body.Length == 0);
    }

    [Fact]
    public void Text_that_is_no_UTF_8_is_not_JSON_as_it_came() => Sources.Post([(byte)'"', 0xFF, (byte)'"']).IsWholeJson.ShouldBeFalse();

    [Fact]
    public void Another_body_is_read_anew()
    {
        var request = Sources.Post("a=1", ("Content-Type", Form));
        Fields(request).ShouldBe("a=1");
        Fields(request).ShouldBe("a=1");
        Fields(request with { Body = "b=2"u8.ToArray() }).ShouldBe("b=2");
        Fields(request with { Body = default }).ShouldBe("");
        Fields(request with { Body = "%"u8.ToArray() }).ShouldBeNull();
        Encoding.UTF8.GetString((request with { Body = "b=2"u8.ToArray() }).Json.Span).ShouldBe("""{"b":"2"}""");

        static string? Fields(in IncomingRequest request) => request.FormFields is { } fields ? string.Join('&', fields.Select(field => $"{field.Name}={field.Value}")) : null;
    }
}
