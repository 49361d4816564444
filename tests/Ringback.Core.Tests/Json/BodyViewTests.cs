using System.Text;
using Ringback.Core.Tests.Verify;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Json;

/// <summary>What pointers see of a body, whatever it was sent as.</summary>
public sealed class BodyViewTests
{
    private const string Form = "application/x-www-form-urlencoded";

    [Theory]
    [InlineData("{\"a\":1}", "application/json", "{\"a\":1}")]
    [InlineData("{\"a\":1}", null, "{\"a\":1}")]
    [InlineData("{\"a\":1}", Form, "{\"a\":1}")]
    [InlineData(" [1]", "text/plain", " [1]")]
    [InlineData("\uFEFF{\"a\":1}", "application/json", "{\"a\":1}")]
    [InlineData("a=1&b=x+y%21", Form, """{"a":"1","b":"x y!"}""")]
    [InlineData("a=1&b=2&a=3", Form + "; charset=UTF-8", """{"a":["1","3"],"b":"2"}""")]
    [InlineData("a&=b&&c=%zz%4", Form, """{"a":"","":"b","c":"%zz%4"}""")]
    [InlineData("a=%00%22%5C", Form, """{"a":"\u0000\"\\"}""")]
    [InlineData("a=%ff&b=1", Form, """{"a":"\ud800","b":"1"}""")]
    [InlineData("payload=%7B%22a%22%3A1%7D", Form, """{"a":1}""")]
    [InlineData("payload=%7B%22a%22%3A1%7D&token=t", Form, """{"payload":{"a":1},"token":"t"}""")]
    [InlineData("payload=%7B%22a%22%3A1&token=t", Form, """{"payload":"{\"a\":1","token":"t"}""")]
    [InlineData("payload=%5B1%5D&payload=%5B2%5D", Form, """{"payload":["[1]","[2]"]}""")]
    [InlineData("payload=7", Form, """{"payload":"7"}""")]
    [InlineData("mandrill_events=%5B%7B%7D%5D", Form, "[{}]")]
    [InlineData("[]=1&id=x", Form, """{"[]":"1","id":"x"}""")]
    [InlineData("{\"=1&id=x", Form, """{"{\"":"1","id":"x"}""")]
    [InlineData("id=x", Form + ";", """{"id":"x"}""")]
    [InlineData("id=x", Form + "; charset=\"utf-8", """{"id":"x"}""")]
    [InlineData("id=x", Form + "; charset", """{"id":"x"}""")]
    [InlineData("id=x", " " + Form + " ; ; charset=utf-8;;", """{"id":"x"}""")]
    [InlineData("id=x", "Application/X-WWW-Form-Urlencoded;charset=utf-8", """{"id":"x"}""")]
    [InlineData("Body=%7B%22a%22%3A1%7D", Form, """{"Body":"{\"a\":1}"}""")]
    public void A_body_is_seen_as_one_json_text(string body, string? type, string json)
    {
        var view = BodyView.Read(Encoding.UTF8.GetBytes(body), type);
        view.Problem.ShouldBeNull();
        Encoding.UTF8.GetString(view.Json.Span).ShouldBe(json);
    }

    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-16", true }, { "utf-16", false }, { "utf-16BE", true }, { "utf-16BE", false }, { "utf-32", true }, { "utf-32", false }, { "utf-32BE", true }, { "utf-32BE", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Json_is_seen_in_every_encoding_of_unicode(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        var view = BodyView.Read((byte[])[.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes("""{"é":"😀"}""")], "application/json");
        Encoding.UTF8.GetString(view.Json.Span).ShouldBe("""{"é":"😀"}""");
        view.Format.ShouldBe(BodyFormat.Json);
    }

    [Fact]
    public void Json_in_latin_1_is_seen_where_it_is_declared() =>
        Encoding.UTF8.GetString(BodyView.Read(Encoding.Latin1.GetBytes("""{"a":"é"}"""), "application/json; charset=iso-8859-1").Json.Span).ShouldBe("""{"a":"é"}""");

    [Theory]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b--\r\n", """{"a":"1"}""")]
    [InlineData("before\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b--", """{"a":""}""")]
    [InlineData("--b\r\ncontent-disposition: form-data; name=\"a\\\"b\"\r\n\r\n1\r\n2\r\n--b  \r\nContent-Disposition: form-data; name=\"a\\\"b\"\r\n\r\n3\r\n--b--", """{"a\"b":["1\r\n2","3"]}""")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\x;y.txt\"\r\nContent-Type: text/plain\r\n\r\n12345\r\n--b--", """{"f":{"filename":"C:\\x;y.txt","contentType":"text/plain","size":5}}""")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"payload\"\r\n\r\n{\"a\":1}\r\n--b\r\nContent-Disposition: form-data; name=\"thumb\"; filename=\"a.jpg\"\r\n\r\nx\r\n--b--", """{"a":1}""")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"d\"\r\nContent-Type: application/json\r\n\r\n[1]\r\n--b\r\nContent-Disposition: form-data; name=\"e\"\r\n\r\n[1]\r\n--b--", """{"d":[1],"e":"[1]"}""")]
    public void The_parts_of_a_multipart_body_are_fields(string body, string json)
    {
        var view = BodyView.Read(Encoding.UTF8.GetBytes(body), "multipart/form-data; boundary=\"b\"");
        view.Problem.ShouldBeNull();
        Encoding.UTF8.GetString(view.Json.Span).ShouldBe(json);
    }

    /// <summary>RFC 2046 asks for quotes around all but letters and digits; Java's and Perl's libraries leave them out.</summary>
    [Theory]
    [InlineData("----=_Part_1_2.3=4", "boundary=----=_Part_1_2.3=4")]
    [InlineData("a/b:c?d(e)", "charset=utf-8; boundary=a/b:c?d(e)")]
    [InlineData("XyZ", "boundary=XyZ;")]
    [InlineData("XyZ", "boundary=\"XyZ")]
    [InlineData("XyZ", "utf-8; boundary=XyZ")]
    [InlineData("y\"z;w", "BOUNDARY=\"y\\\"z;w\"")]
    public void A_boundary_is_read_however_it_is_written(string boundary, string parameters)
    {
        var body = $"--{boundary}\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n1\r\n--{boundary}--\r\n";
        var view = BodyView.Read(Encoding.UTF8.GetBytes(body), "multipart/form-data; " + parameters);
        view.Problem.ShouldBeNull();
        Encoding.UTF8.GetString(view.Json.Span).ShouldBe("""{"id":"1"}""");
    }

    [Theory]
    [InlineData("base64", "bXBj\r\ndGU=", """{"id":"mpcte"}""")]
    [InlineData("BASE64", "", """{"id":""}""")]
    [InlineData("8bit", "é", """{"id":"é"}""")]
    [InlineData("binary", "1", """{"id":"1"}""")]
    [InlineData("base64", "bXBjdGU", null)]
    [InlineData("7bit", "=41", """{"id":"=41"}""")]
    [InlineData("", "=41", """{"id":"=41"}""")]
    [InlineData("quoted-printable", "Joe owes =E2=82=AC100.", """{"id":"Joe owes €100."}""")]
    [InlineData("Quoted-Printable", "a=\r\nb =\t\r\nc  \r\nd=20\r\n", """{"id":"ab c\r\nd \r\n"}""")]
    [InlineData("quoted-printable", "", """{"id":""}""")]
    [InlineData("quoted-printable", "=4", null)]
    [InlineData("quoted-printable", "=4z", null)]
    [InlineData("quoted-printable", "=\n", null)]
    [InlineData("x-uuencode", "1", null)]
    public void A_part_is_seen_without_its_transfer_encoding_or_not_at_all(string encoding, string content, string? json)
    {
        var body = $"--b\r\nContent-Disposition: form-data; name=\"id\"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{content}\r\n--b--\r\n";
        var view = BodyView.Read(Encoding.UTF8.GetBytes(body), "multipart/form-data; boundary=b");
        (view.IsReadable ? Encoding.UTF8.GetString(view.Json.Span) : null).ShouldBe(json);
        if (json is null)
            view.Problem!.ShouldContain(encoding.StartsWith('q') ? "quoted-printable" : "base64");
    }

    /// <summary>What the forms of Go, Python's <c>email</c>, .NET, Rack, busboy and undici come to, where they agree; RFC 7578, 4.2, where they don't.</summary>
    [Theory]
    [InlineData("Content-Disposition: form-data;\r\n name=\"id\"", """{"id":"1"}""")]
    [InlineData("Content-Disposition:\r\n\tform-data;\r\n\t name=id\r\nX: y", """{"id":"1"}""")]
    [InlineData("X: y\r\n Content-Disposition: form-data; name=no\r\nContent-Disposition: form-data; name=\"id\"", """{"id":"1"}""")]
    [InlineData("Content-Type: text/plain;\r\n charset=utf-8\r\nContent-Disposition: form-data; name=id; filename=\"a\r\n b\"", """{"id":{"filename":"a b","contentType":"text/plain; charset=utf-8","size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; filename*=UTF-8''%E2%82%AC+a%20b.txt", """{"id":{"filename":"€+a b.txt","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; filename=\"a.txt\"; filename*=utf-8'en'b.txt", """{"id":{"filename":"b.txt","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; filename*=iso-8859-1''%E9; filename=a.txt", """{"id":{"filename":"é","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; filename=\"a.txt\"; filename*=UTF-8''%FF", """{"id":{"filename":"a.txt","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; filename=\"a.txt\"; filename*=KOI8-R''%C1", """{"id":{"filename":"a.txt","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; filename*=plain.txt", """{"id":{"filename":"plain.txt","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; filename=", """{"id":{"filename":"","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name*=UTF-8''i%64", """{"id":"1"}""")]
    [InlineData("Content-Disposition: form-data; name*=UTF-8''other; name=\"id\"", """{"id":"1"}""")]
    [InlineData("Content-Disposition: form-data; filename=\"x; name=no\"; name=id", """{"id":{"filename":"x; name=no","contentType":null,"size":1}}""")]
    [InlineData("Content-Disposition: form-data; name=\"i%22d\"", """{"i%22d":"1"}""")]
    [InlineData("Content-Disposition: form-data; name=\"id\"; name=\"no\"\r\nContent-Disposition: form-data; name=\"no\"", """{"id":"1"}""")]
    [InlineData("Content-Disposition: form-data; name*=UTF-8''%FF", null)]
    [InlineData("Content-Disposition: form-data; name*=id", null)]
    public void The_headers_of_a_part_are_read_as_other_readers_do(string headers, string? json)
    {
        var view = BodyView.Read(Encoding.UTF8.GetBytes($"--b\r\n{headers}\r\n\r\n1\r\n--b--\r\n"), "multipart/form-data; boundary=b");
        (view.IsReadable ? Encoding.UTF8.GetString(view.Json.Span) : null).ShouldBe(json);
        if (json is null)
            view.Problem!.ShouldContain("no name");
    }

    [Fact]
    public void A_part_may_begin_with_a_byte_order_mark()
    {
        const string Body = "--b\r\nContent-Disposition: form-data; name=\"payload\"\r\nContent-Type: application/json\r\n\r\n\uFEFF{\"a\":1}\r\n--b--\r\n";
        Encoding.UTF8.GetString(BodyView.Read(Encoding.UTF8.GetBytes(Body), "multipart/form-data; boundary=b").Json.Span).ShouldBe("""{"a":1}""");
    }

    /// <summary>What follows the first value belongs to the body: two bodies that only begin alike are not one event.</summary>
    [Theory]
    [InlineData("{\"id\":\"a\"}\n{\"id\":\"b\"}", "application/json")]
    [InlineData("{\"id\":\"a\"}x", "application/json")]
    [InlineData("{\"id\":\"a\"", "application/json")]
    public void A_body_of_more_or_less_than_one_json_text_has_no_values(string body, string type)
    {
        var request = Verify.Sources.Post(body, ("Content-Type", type));
        request.Json.IsEmpty.ShouldBeTrue();
        BodyView.Read(request.Body, type).Problem!.ShouldContain("declared as JSON");
    }

    [Theory]
    [InlineData("", "application/json", "empty")]
    [InlineData("{\"a\":", "application/json", "declared as JSON")]
    [InlineData("<a/>", "text/xml", "text/xml")]
    [InlineData("a", null, "no Content-Type")]
    [InlineData("x", "multipart/form-data", "boundary")]
    [InlineData("x", "multipart/form-data; boundary=b", "doesn't occur")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1", "multipart/form-data; boundary=b", "ends before")]
    [InlineData("--b\r\nX: y\r\n\r\n1\r\n--b--", "multipart/form-data; boundary=b", "no name")]
    [InlineData("--b\r\n\r\n--b--", "multipart/form-data; boundary=b", "part that")]
    [InlineData("--b", "multipart/form-data; boundary=b", "ends before")]
    public void What_cannot_be_read_says_why(string body, string? type, string why)
    {
        var view = BodyView.Read(Encoding.UTF8.GetBytes(body), type);
        view.Json.IsEmpty.ShouldBeTrue();
        view.Problem.ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public void Hostile_bodies_are_bounded()
    {
        BodyView.Read(Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Range(0, 1001).Select(i => $"a{i}=1"))), Form).Problem.ShouldNotBeNull().ShouldContain("1000 fields");
        BodyView.Read(Encoding.UTF8.GetBytes("a=" + new string('x', 9 << 20)), Form).Problem.ShouldNotBeNull().ShouldContain("8 MiB");
        BodyView.Read("x"u8.ToArray(), "multipart/form-data; boundary=" + new string('b', 71)).Problem.ShouldNotBeNull().ShouldContain("boundary");
        BodyView.Read(Nested(JsonLimits.MaxDepth), null).Problem.ShouldBeNull();
        BodyView.Read(Nested(JsonLimits.MaxDepth + 1), null).Problem.ShouldNotBeNull().ShouldContain("nested over");
        BodyView.Read(Nested(100_000), "application/json").Problem.ShouldNotBeNull().ShouldContain("nested over");
        BodyView.Read(Encoding.UTF8.GetBytes("payload=" + Uri.EscapeDataString(Encoding.UTF8.GetString(Nested(100_000)))), Form).Format.ShouldBe(BodyFormat.Form);
    }

    [Fact]
    public void Any_bytes_are_a_view_or_a_reason()
    {
        var random = new Random(7);
        string?[] types = [null, Form, "application/json; charset=utf-16", "multipart/form-data; boundary=b", "text/plain"];
        byte[][] words = ["--b"u8.ToArray(), "\r\n"u8.ToArray(), "="u8.ToArray(), "&"u8.ToArray(), "%"u8.ToArray(), "{\"a\":"u8.ToArray(), [0], [0xFF], [0xFE], "Content-Disposition: form-data; name=\""u8.ToArray(), "payload="u8.ToArray(), "--"u8.ToArray()];
        for (var i = 0; i < 20_000; i++)
        {
            byte[] body = [.. Enumerable.Range(0, random.Next(12)).SelectMany(_ => words[random.Next(words.Length)])];
            var view = BodyView.Read(body, types[random.Next(types.Length)]);
            (view.Problem is null).ShouldBe(WholeJson.IsGrammatical(view.Json.Span));
        }
    }

    [Fact]
    public void Plain_json_is_its_own_view_and_costs_nothing()
    {
        var body = """{"a":1}"""u8.ToArray();
        var request = Verify.Sources.Post(body, ("Content-Type", "application/json"));
        request.Json.ShouldBe(new ReadOnlyMemory<byte>(body));
        BodyView.Read(body, null).Json.ShouldBe(new ReadOnlyMemory<byte>(body));
    }

    [Theory]
    [InlineData("github", "payload=%7B%22action%22%3A%22opened%22%7D", Form, "/action", "opened")]
    [InlineData("slack", "payload=%7B%22type%22%3A%22block_actions%22%7D", Form, "/type", "block_actions")]
    [InlineData("slack", "command=%2Fdeploy&text=now&team_id=T1", Form, "/command", "/deploy")]
    [InlineData("twilio", "MessageSid=SM1&MessageStatus=sent", Form, "/MessageStatus", "sent")]
    [InlineData("mailgun", "--b\r\nContent-Disposition: form-data; name=\"recipient\"\r\n\r\na@example.com\r\n--b--", "multipart/form-data; boundary=b", "/recipient", "a@example.com")]
    public void A_provider_s_form_is_looked_into(string provider, string body, string type, string pointer, string value)
    {
        var request = Verify.Sources.Post(body, ("Content-Type", type));
        new BodyPlace(pointer).ReadOne(request, out var found).ShouldBe(PlaceStatus.Found, provider);
        found.ShouldBe(value);
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));
}
