using System.Text;
using Ringback.Server.Tests.Docs;
using Ringback.Testing;

namespace Ringback.Server.Tests.Cli.Apply;

/// <summary><c>ringback apply</c> as it is typed, against a server.</summary>
[Trait("Category", "Slow")]
public sealed class ApplyTests
{
    private const string Whole = """
        sources:
          - uid: stripe
            type: stripe
            config:
              secret: ${STRIPE_SECRET}
            rules:
              requestsPerSecond: 100
            metadata: { team: billing }
            endpoints:
              - uid: fulfilment
                url: https://example.com/hook
                headers: { Authorization: "Bearer ${TOKEN}" }
            operations:
              - uid: paid
                eventTypes: [payment_intent.succeeded]
                conditions:
                  - { pointer: /data/object/currency, in: [eur, chf] }
                sql:
                  connection: shop
                  statements:
                    - sql: |
                        insert into paid (id, amount)
                        values (@id, @amount)
                      parameters: { id: /data/object/id, amount: /data/object/amount }
              - uid: tell
                retrySchedule: 5s,5m
                http:
                  url: https://example.com/orders/{{/data/object/id}}
                  headers: { Authorization: "Bearer ${TOKEN}", X-Team: billing }
                  body: { amount: "{{/data/object/amount}}", price: 1.5, on: true }
              - uid: customer
                emit:
                  application: "{{/data/object/customer}}"
                  eventType: payment.received
        """;

    [Fact]
    public async Task What_a_file_says_is_made_once_and_changed_when_it_changes()
    {
        await using var terminal = await StartedAsync();
        Write(terminal, "ringback.yaml", Whole);
        (await terminal.RunAsync("sh apply --dry-run")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("+ source stripe");
        terminal.Output.ShouldContain("+ operation stripe/paid");
        terminal.Output.ShouldContain("5 to create, 0 to change, 0 unchanged.");
        (await terminal.RunAsync("sh apply")).ShouldBe(2);
        terminal.Output.ShouldContain("nobody can confirm. Use --yes");
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do: 5 unchanged.' again")).ShouldBe(0, terminal.Output);

        Write(terminal, "ringback.yaml", Whole.Replace("/hook", "/hook2", StringComparison.Ordinal).Replace("[eur, chf]", "[eur]", StringComparison.Ordinal)
            .Replace("requestsPerSecond: 100", "requestsPerSecond: 50", StringComparison.Ordinal).Replace("team: billing }", "team: shop }", StringComparison.Ordinal));
        (await terminal.RunAsync("sh apply --yes > changed; cat changed; grep -F '0 to create, 3 to change, 2 unchanged.' changed")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("""    url: "https://example.com/hook" -> "https://example.com/hook2""");
        terminal.Output.ShouldContain("    conditions: ");
        (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do' again")).ShouldBe(0, terminal.Output);
        foreach (var secret in (string[])["whsec_first", "t0ken"]) terminal.Output.ShouldNotContain(secret);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("{ atLeast: 2 }")]
    public async Task How_many_rows_a_statement_must_change_is_made_kept_changed_and_taken_away(string rows)
    {
        await using var terminal = await StartedAsync();
        string With(string? expected) => expected is null ? Whole : Whole.Replace("parameters: { id: /data/object/id, amount", $"expectRows: {expected}\n              parameters: {{ id: /data/object/id, amount", StringComparison.Ordinal);
        Write(terminal, "ringback.yaml", With(rows));
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do: 5 unchanged.' again")).ShouldBe(0, terminal.Output);
        foreach (var other in new[] { "3", null })
        {
            Write(terminal, "ringback.yaml", With(other));
            (await terminal.RunAsync("sh apply --yes > change && grep -F '~ operation stripe/paid' change")).ShouldBe(0, terminal.Output);
            (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do: 5 unchanged.' again")).ShouldBe(0, terminal.Output);
        }
    }

    [Fact]
    public async Task Rules_that_expect_webhooks_are_made_once_and_stay_where_a_file_does_not_have_them()
    {
        const string Rules = """
                expectations:
                  - name: paid
                    on: { eventTypes: [payment_intent.processing] }
                    keyPointer: /data/object/id
                    fulfilledWhen: { eventTypes: [payment_intent.succeeded] }
                    within: 60m
                    poll:
                      url: https://api.example.com/payments/{{/data/object/id}}
                      headers: { Authorization: "Bearer ${TOKEN}" }
                      until: { conditions: [{ pointer: /status, equals: succeeded }] }
            """;
        var with = Whole.Replace("    metadata: {", Rules + "\n    metadata: {", StringComparison.Ordinal);
        await using var terminal = await StartedAsync();
        Write(terminal, "ringback.yaml", with);
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do' again")).ShouldBe(0, terminal.Output);

        Write(terminal, "ringback.yaml", Whole.Replace("requestsPerSecond: 100", "requestsPerSecond: 50", StringComparison.Ordinal));
        (await terminal.RunAsync("sh apply --yes > changed; cat changed; grep -F '0 to create, 1 to change' changed")).ShouldBe(0, terminal.Output);
        Write(terminal, "ringback.yaml", with.Replace("requestsPerSecond: 100", "requestsPerSecond: 50", StringComparison.Ordinal).Replace("60m", "2h", StringComparison.Ordinal));
        (await terminal.RunAsync("sh apply --yes > changed; cat changed; grep -F '    expectations: changed' changed && grep -F '0 to create, 1 to change' changed")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do' again")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sed -i s/t0ken/0ther/ apply && sh apply --yes > changed; cat changed; grep -F '    expectations: changed' changed")).ShouldBe(0, terminal.Output);
        foreach (var secret in (string[])["t0ken", "0ther"]) terminal.Output.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Another_secret_is_a_change_that_is_not_shown()
    {
        await using var terminal = await StartedAsync();
        Write(terminal, "ringback.yaml", Whole);
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sed -i s/whsec_first/whsec_second/ apply && sh apply --yes > changed; cat changed; grep -F '    config: changed' changed && grep -F '0 to create, 1 to change' changed")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sed -i s/t0ken/0ther/ apply && sh apply --yes > changed; cat changed; grep -F '    http: changed' changed && grep -F '0 to create, 1 to change' changed")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do' again")).ShouldBe(0, terminal.Output);
        foreach (var secret in (string[])["whsec_second", "0ther"]) terminal.Output.ShouldNotContain(secret);
    }

    [Fact]
    public async Task The_page_s_file_is_taken_as_it_stands()
    {
        await using var terminal = await StartedAsync();
        var page = Repository.Read("docs/reference/operations.md");
        var begin = page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;
        Write(terminal, "ringback.yaml", page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)]);
        (await terminal.RunAsync("WAREHOUSE_TOKEN=x sh apply --yes && WAREHOUSE_TOKEN=x sh apply --yes > again && grep -F 'Nothing to do: 5 unchanged.' again")).ShouldBe(0, terminal.Output);
    }

    [Theory]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    config: { secret: \"${NOBODY}\" }", "ringback.yaml:4:23: the variable NOBODY is not set.")]
    [InlineData("sources:\n  - type: stripe", "ringback.yaml:2:5: has no uid")]
    [InlineData("sources:\n  - uid: a", "ringback.yaml:2:5: has no type.")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    operation: []", "ringback.yaml:4:16: there is no field operation here: did you mean operations?")]
    [InlineData("sources:\n  - uid: a\n   type: b", "ringback.yaml is neither JSON nor YAML: ")]
    [InlineData("sources:\n  - uid: 123\n    type: stripe", "ringback.yaml:2:5: has a uid that is not a text; write uid: \"123\".")]
    [InlineData("sources: []\n---\nsources: []", "ringback.yaml holds more than one document (line 2): put all into one.")]
    [InlineData("sources: []\n...\n}{", "ringback.yaml is neither JSON nor YAML: ")]
    [InlineData("sources:\n  - uid: a\n    type: strype", "ringback.yaml:3:11: there is no source type strype: did you mean stripe?")]
    [InlineData("sources:\n  - uid: a\n    type: frobnicator-of-things", "ringback.yaml:3:11: there is no source type frobnicator-of-things: `ringback sources create --help` lists them.")]
    [InlineData("sources:\n  - uid: a\n    type: ${STRIPE_SECRET}", "ringback.yaml:3:11: there is no source type whsec_first")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    rules: { requestPerSecond: 1 }", "ringback.yaml:4:32: there is no field requestPerSecond here: did you mean requestsPerSecond?")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    duplicates: { naturalKey: { value: [/id] } }", "ringback.yaml:4:40: there is no field value here: did you mean values?")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    endpoints:\n      - { uid: e, url: https://example.com, evntTypes: [a] }", "ringback.yaml:5:56: there is no field evntTypes here: did you mean eventTypes?")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    endpoints:\n      - { uid: e, url: https://example.com, ratelimit: 5 }", "ringback.yaml:5:56: there is no field ratelimit here: did you mean rateLimit?")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    operations:\n      - { uid: o, emit: {}, filterTypes: [a] }", "ringback.yaml:5:42: there is no field filterTypes here.")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    operations:\n      - { uid: o, http: { url: https://example.com, header: {} } }", "ringback.yaml:5:61: there is no field header here: did you mean headers?")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    operations:\n      - { uid: o, emit: { app: x } }", "ringback.yaml:5:32: there is no field app here")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    operations:\n      - { uid: o, sql: { connection: c, statements: [{ sql: x, expectRow: 1 }] } }", "ringback.yaml:5:75: there is no field expectRow here: did you mean expectRows?")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    operations:\n      - { uid: o, conditions: [{ pointer: /a, equal: 1 }] }", "ringback.yaml:5:54: there is no field equal here: did you mean equals?")]
    [InlineData("sources:\n  - uid: a\n    type: stripe\n    endpoints:\n      - { uid: e, filterTypes: [a], eventTypes: [b] }", "ringback.yaml:5:32: filterTypes is another name of eventTypes, which is given, too: give one of them.")]
    [InlineData("source: []", "ringback.yaml:1:9: there is no field source here: did you mean sources?")]
    [InlineData("sources: 1", "ringback.yaml:1:10: sources must be a list.")]
    [InlineData("{\"sources\": [{\"uid\": \"a\", \"type\": \"generic-webhook\"}, {\"uid\": \"a\", \"type\": \"generic-webhook\"}]}", "occurs twice: a.")]
    public async Task What_is_wrong_in_a_file_is_said_with_its_place(string text, string problem)
    {
        await using var terminal = await StartedAsync(server: false);
        Write(terminal, "ringback.yaml", text);
        Directory.CreateDirectory(Path.Combine(terminal.Folder, "data"));
        (await terminal.RunAsync("RINGBACK_TOKEN=none sh apply --yes --server http://127.0.0.1:1")).ShouldBe(2, terminal.Output);
        terminal.Output.ShouldContain(problem);
        terminal.Output.ShouldNotContain("RINGBACK_TOKEN is not a setting");
    }

    [Fact]
    public async Task A_file_that_is_no_UTF_8_is_refused()
    {
        await using var terminal = await StartedAsync(server: false);
        Write(terminal, "ringback.yaml", "");
        Directory.CreateDirectory(Path.Combine(terminal.Folder, "data"));
        await File.WriteAllBytesAsync(Path.Combine(terminal.Folder, "ringback.yaml"), Encoding.Latin1.GetBytes("sources:\n  - uid: é\n    type: stripe"), TestContext.Current.CancellationToken);
        foreach (var command in (string[])["sh apply --yes", "./ringback apply -f - --yes < ringback.yaml"])
        {
            (await terminal.RunAsync($"RINGBACK_TOKEN=none STRIPE_SECRET=s TOKEN=t {command} --server http://127.0.0.1:1")).ShouldBe(2, terminal.Output);
            terminal.Output.ShouldContain("the file isn't UTF-8. Save it as UTF-8.");
        }
    }

    /// <summary>Whatever listens on a port answers 200.</summary>
    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"data":1}""")]
    [InlineData("""{"data":[null],"done":true}""")]
    [InlineData("""{"data":[{}],"done":true}""")]
    [InlineData("""{"data":[{"id":1,"name":"a","type":"b"}],"done":true}""")]
    public async Task An_answer_that_is_not_Ringback_s_is_told_as_such(string answer)
    {
        await using var other = await FakeReceiver.StartAsync();
        foreach (var path in (string[])["/ingest/api/v1/source", "/ingest/api/v1/source/pay"]) other.On(path, Replies.Status(200, answer));
        await using var terminal = await StartedAsync(server: false);
        Write(terminal, "ringback.yaml", "sources:\n  - uid: pay\n    type: stripe\n    config: { secret: whsec_first }");
        Directory.CreateDirectory(Path.Combine(terminal.Folder, "data"));
        foreach (var command in (string[])["sh apply --yes", "./ringback sources list"])
        {
            (await terminal.RunAsync($"RINGBACK_TOKEN=none {command} --server {other.Url}")).ShouldBe(1, terminal.Output);
            terminal.Output.ShouldContain("This doesn't seem to be a Ringback server. Give its address with --server.");
            terminal.Output.ShouldNotContain("   at ");
        }
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_with_its_place_too()
    {
        await using var terminal = await StartedAsync();
        Write(terminal, "ringback.yaml", Whole.Replace("connection: shop", "connection: other", StringComparison.Ordinal));
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(1, terminal.Output);
        terminal.Output.ShouldContain("ringback.yaml:14:9: operation stripe/paid: the server answered 422: sql.connection: isn't a connection in the server's settings");
        terminal.Output.ShouldMatch(@"[^.]\. The changes before this one are made\.");
    }

    /// <summary>The server shows such a field of an endpoint by both names, and of a request prefers one.</summary>
    [Theory]
    [InlineData("endpoint stripe/fulfilment", "url: https://example.com/hook", "filterTypes", "eventTypes", "[a.made]", "[a.failed]")]
    [InlineData("endpoint stripe/fulfilment", "url: https://example.com/hook", "rateLimit", "throttleRate", "5", "6")]
    [InlineData("operation stripe/tell", "retrySchedule: 5s,5m", "rateLimit", "throttleRate", "5", "6")]
    public async Task A_field_with_two_names_is_made_changed_and_taken_away_by_either(string owner, string beside, string other, string name, string first, string second)
    {
        await using var terminal = await StartedAsync();
        Write(terminal, "ringback.yaml", Whole);
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(0, terminal.Output);
        foreach (var (field, value, change) in new[] { (other, first, true), (other, second, true), (name, second, false), (name, first, true), (other, "null", true) })
        {
            Write(terminal, "ringback.yaml", Whole.Replace(beside, $"{beside}\n        {field}: {value}", StringComparison.Ordinal));
            var said = change ? $"~ {owner}" : "Nothing to do";
            (await terminal.RunAsync($"sh apply --yes > changed; cat changed; grep -F '{said}' changed")).ShouldBe(0, $"{field}: {value}\n{terminal.Output}");
            (await terminal.RunAsync("sh apply --yes > again && grep -F 'Nothing to do: 5 unchanged.' again")).ShouldBe(0, $"{field}: {value}\n{terminal.Output}");
        }
    }

    [Theory]
    [InlineData("headers: { Authorization: x }", true)]
    [InlineData("secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true)]
    [InlineData("description: x", false)]
    public async Task What_is_set_only_when_an_endpoint_is_created_is_said_not_to_be_compared(string field, bool isSaid)
    {
        const string Said = "Headers and secrets are set only when an endpoint is created; they weren't compared.";
        await using var terminal = await StartedAsync();
        Write(terminal, "ringback.yaml", $"sources:\n  - uid: stripe\n    type: generic-webhook\n    endpoints:\n      - uid: e\n        url: https://example.com\n        {field}");
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldNotContain(Said);
        (await terminal.RunAsync("sh apply --yes")).ShouldBe(0, terminal.Output);
        terminal.Output.Contains(Said, StringComparison.Ordinal).ShouldBe(isSaid, terminal.Output);
    }

    [Theory]
    [InlineData("https://example.com/hook", "nowhere", "ringback.yaml:10:9: endpoint stripe/fulfilment: url: ")]
    [InlineData("uid: fulfilment", "uid: fulfilment\n        rateLimit: 0", "ringback.yaml:10:9: endpoint stripe/fulfilment: rateLimit: must be 1 to ")]
    [InlineData("retrySchedule: 5s,5m", "rateLimit: fast", "ringback.yaml:25:9: operation stripe/tell: rateLimit: must be a whole number.")]
    [InlineData("retrySchedule: 5s,5m", "throttleRate: fast", "ringback.yaml:25:9: operation stripe/tell: throttleRate: must be a whole number.")]
    [InlineData("5s,5m", "soon", "ringback.yaml:25:9: operation stripe/tell: retrySchedule: ")]
    [InlineData("(@id, @amount)", "($1, $2)", "ringback.yaml:14:9: operation stripe/paid: sql.statements.0.sql: ")]
    [InlineData("secret: ${STRIPE_SECRET}", "secrets: x", "ringback.yaml:2:5: source stripe: config.secrets: ")]
    [InlineData("requestsPerSecond: 100", "requestsPerSecond: fast", "ringback.yaml:2:5: source stripe: rules.requestsPerSecond: must be a whole number.")]
    [InlineData("type: stripe", "type: 5", "ringback.yaml:2:5: source stripe: type: must be text.")]
    public async Task What_the_API_would_refuse_is_said_before_anything_is_changed(string right, string wrong, string problem)
    {
        await using var terminal = await StartedAsync();
        Write(terminal, "ringback.yaml", Whole.Replace(right, wrong, StringComparison.Ordinal));
        foreach (var flag in (string[])["--dry-run", "--yes"])
        {
            (await terminal.RunAsync($"sh apply {flag} > refused 2>&1")).ShouldBe(2, await File.ReadAllTextAsync(Path.Combine(terminal.Folder, "refused"), TestContext.Current.CancellationToken));
            (await terminal.RunAsync($"cat refused; grep -F '{problem}' refused")).ShouldBe(0, terminal.Output);
        }
        (await terminal.RunAsync("./ringback sources list > sources && grep -F 'There are no sources yet' sources")).ShouldBe(0, terminal.Output);
    }

    private static void Write(Terminal terminal, string name, string text) => File.WriteAllText(Path.Combine(terminal.Folder, name), text);

    private static async Task<Terminal> StartedAsync(bool server = true)
    {
        var terminal = new Terminal();
        Write(terminal, "apply", "#!/bin/sh\nexport STRIPE_SECRET=whsec_first TOKEN=t0ken\nexec ./ringback apply -f ringback.yaml \"$@\"\n");
        if (server) await terminal.LeaveAsync("RINGBACK_CONNECTIONS=shop=sqlite:shop.db ./ringback serve", "Ringback listens on");
        return terminal;
    }
}
