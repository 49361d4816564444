using System.Text;
using System.Text.Json;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Operate;
using Ringback.Core.Templates;

namespace Ringback.Core.Tests.Templates;

public sealed class TemplateTests
{
    private static readonly RenderLimit Limit = new("the text", 1000, "characters");

    private const string Event = """{"id":"pay_1","n":1.50,"t":true,"z":null,"o":{"a":[1, 2]},"s":"a \"b\"\n<é>","half":"\ud800","empty":""}""";

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("{{/id}}", "pay_1")]
    [InlineData("a-{{/id}}-{{ /n }}", "a-pay_1-1.50")]
    [InlineData("{{/t}}{{/t}}", "truetrue")]
    [InlineData("{{/o}}", """{"a":[1, 2]}""")]
    [InlineData("{{$message.eventType}}", "pay.made")]
    [InlineData("{{$message.eventId}}", "evt_1")]
    [InlineData("{{$message.timestamp}}", "2026-01-02T03:04:05.678Z")]
    [InlineData("} } { {/id}", "} } { {/id}")]
    public void A_place_is_filled_with_its_value(string template, string text)
    {
        var parsed = Template.Parse(template);
        parsed.Render(Values(parsed.Pointers), Limit).ShouldBe(text);
    }

    [Theory]
    [InlineData("{{/nothing}}")]
    [InlineData("{{/z}}")]
    [InlineData("{{/half}}")]
    public void A_place_without_a_value_fails_the_run(string template)
    {
        var parsed = Template.Parse(template);
        Should.Throw<RenderException>(() => parsed.Render(Values(parsed.Pointers), Limit));
    }

    [Theory]
    [InlineData("{{/id")]
    [InlineData("{{id}}")]
    [InlineData("{{}}x{{")]
    [InlineData("{{$message}}")]
    [InlineData("{{$env.PATH}}")]
    [InlineData("{{/a~2}}")]
    public void What_is_no_place_is_refused(string template) => Template.TryParse(template, out _, out var error).ShouldBeFalse(error);

    [Theory]
    [InlineData("\"{{/id}}\"", "\"pay_1\"")]
    [InlineData("\"{{/n}}\"", "1.50")]
    [InlineData("\"{{/t}}\"", "true")]
    [InlineData("\"{{/z}}\"", "null")]
    [InlineData("\"{{/nothing}}\"", "null")]
    [InlineData("\"{{/o}}\"", """{"a":[1, 2]}""")]
    [InlineData("\"is {{/n}}\"", "\"is 1.50\"")]
    [InlineData("""{"a":["{{/n}}",1,null,{"{{/id}}":"x"}]}""", """{"a":[1.50,1,null,{"{{/id}}":"x"}]}""")]
    [InlineData("12.30", "12.30")]
    public void Json_takes_values_as_they_are(string template, string json)
    {
        var parsed = JsonTemplate.Parse(JsonDocument.Parse(template).RootElement);
        Encoding.UTF8.GetString(parsed.Render(Values(parsed.Pointers), Limit)).ShouldBe(json);
    }

    [Fact]
    public void A_text_in_json_stays_a_text()
    {
        var parsed = JsonTemplate.Parse(JsonDocument.Parse("""{"a":"x{{/s}}","b":"{{/s}}"}""").RootElement);
        var rendered = JsonDocument.Parse(parsed.Render(Values(parsed.Pointers), Limit)).RootElement;
        rendered.EnumerateObject().Count().ShouldBe(2);
        rendered.GetProperty("a").GetString().ShouldBe("xa \"b\"\n<é>");
        rendered.GetProperty("b").GetString().ShouldBe("a \"b\"\n<é>");
    }

    [Fact]
    public void The_whole_event_is_json_where_it_is_json_and_else_text()
    {
        var parsed = JsonTemplate.Parse(JsonDocument.Parse("""{"e":"{{$message.payload}}"}""").RootElement);
        Encoding.UTF8.GetString(parsed.Render(Values([]), Limit)).ShouldBe($$"""{"e":{{Event}}}""");
        var text = new EventValues(new Message { Id = default, ApplicationId = 1, EventType = "a", AcceptedAt = 0, Payload = "a=b"u8.ToArray(), ContentType = "text/plain" }, new PointerSet([]));
        Encoding.UTF8.GetString(parsed.Render(text, Limit)).ShouldBe("""{"e":"a=b"}""");
    }

    [Theory]
    [InlineData("\"{{/half}}\"")]
    [InlineData("\"{{/deep}}\"")]
    [InlineData("\"{{}}\"")]
    public void Text_that_is_no_unicode_is_never_sent_as_if_it_were(string template)
    {
        var parsed = JsonTemplate.Parse(JsonDocument.Parse(template.Replace("{{}}", "{{$message.payload}}", StringComparison.Ordinal)).RootElement);
        var message = new Message
        {
            Id = default,
            ApplicationId = 1,
            EventType = "a",
            AcceptedAt = 0,
            Payload = template.Contains("{{}}", StringComparison.Ordinal) ? "a=\xff"u8.ToArray().Append((byte)0xFF).ToArray() : """{"half":"\ud800","deep":{"a":["\udc00"]}}"""u8.ToArray(),
            ContentType = template.Contains("{{}}", StringComparison.Ordinal) ? "text/plain" : null,
        };
        Should.Throw<RenderException>(() => parsed.Render(new EventValues(message, new PointerSet(parsed.Pointers)), Limit)).Message.ShouldContain("is not valid Unicode");
    }

    [Theory]
    [InlineData("insert into a values (1)", true)]
    [InlineData("  -- note\n /* more */ UPDATE a set b = 1", true)]
    [InlineData("with x as (select 1) delete from a", true)]
    [InlineData("", false)]
    [InlineData("-- insert", false)]
    [InlineData("/* insert into a", false)]
    [InlineData("commit", false)]
    [InlineData("begin", false)]
    [InlineData("insertinto", false)]
    [InlineData("attach 'a' as b", false)]
    [InlineData("pragma x", false)]
    [InlineData("vacuum into 'x'", false)]
    [InlineData("create table a (b)", false)]
    [InlineData("do $$ begin end $$", false)]
    [InlineData("copy a to program 'x'", false)]
    [InlineData("select 1\0", false)]
    public void A_statement_begins_with_what_reads_or_changes_rows(string sql, bool allowed) => (SqlText.Problem(sql) is null).ShouldBe(allowed);

    [Theory]
    [InlineData("shop=sqlite:/a b/shop.db", "shop")]
    [InlineData(" a = sqlite:x , b=postgres://u:p@h/d,\nc=Host=h;Password=x=y;Database=d", "a b c")]
    [InlineData("", "")]
    public void Connections_are_read_by_name(string text, string names)
    {
        NamedConnection.TryParseAll(text, out var connections, out var error).ShouldBeTrue(error);
        string.Join(' ', connections.Select(c => c.Name)).ShouldBe(names);
        connections.ShouldAllBe(c => !c.ToString().Contains(c.Address));
    }

    [Fact]
    public void A_connection_may_be_for_one_organisation_alone()
    {
        var id = "org_" + default(Ringback.Core.Ids.Ksuid);
        NamedConnection.TryParseAll($"a@{id}=sqlite:x,b=sqlite:y", out var connections, out var error).ShouldBeTrue(error);
        (connections[0].Name, connections[0].IsFor(id), connections[0].IsFor("org_other")).ShouldBe(("a", true, false));
        connections[1].IsFor("org_other").ShouldBeTrue();
    }

    [Theory]
    [InlineData("sqlite:x")]
    [InlineData("a=mysql://x")]
    [InlineData("a=sqlite:")]
    [InlineData("a=sqlite:x,a=sqlite:y")]
    [InlineData("a b=sqlite:x")]
    [InlineData("a@=sqlite:x")]
    [InlineData("a@b=sqlite:x")]
    [InlineData("a@app_000000000000000000000000000=sqlite:x")]
    public void A_connection_that_is_none_is_refused_without_being_shown(string text)
    {
        NamedConnection.TryParseAll(text, out _, out var error).ShouldBeFalse();
        error!.ShouldNotContain("mysql://");
    }

    private static EventValues Values(IEnumerable<string> pointers) => new(
        new Message
        {
            Id = default,
            ApplicationId = 1,
            EventType = "pay.made",
            EventId = "evt_1",
            AcceptedAt = DateTimeOffset.Parse("2026-01-02T03:04:05.678Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds(),
            Payload = Encoding.UTF8.GetBytes(Event),
        },
        new PointerSet(pointers));
}
