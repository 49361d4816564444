using System.Text.Json;
using System.Text.Json.Nodes;
using Ringback.Core.Settings;
using Ringback.Storage.Sqlite;

namespace Ringback.Server.Tests.Api.Sources;

/// <summary><c>/ingest/api/v1/source</c> over a real socket.</summary>
public sealed class SourcesTests : SourceTest
{
    [Fact]
    public async Task A_source_is_made_read_replaced_and_deleted()
    {
        var made = await JsonAsync(201, "POST", Many + "/", """{"type":"stripe","name":"Stripe","uid":"stripe","metadata":{"a":"b"},"config":{"secret":"whsec_x","toleranceSeconds":60}}""");
        Names(made).ShouldBe(
            ["type", "id", "uid", "name", "ingestUrl", "config", "metadata", "rules", "answer", "duplicates", "expectations", "publicUrl", "createdAt", "updatedAt"]);
        var id = (string)made["id"]!;
        id.ShouldMatch("^src_[0-9A-Za-z]{27}$");
        ((string)made["ingestUrl"]!).ShouldMatch("^" + Server.Client.BaseAddress + "in/[A-Za-z0-9_-]{32}$");
        made["config"]!.ToJsonString().ShouldBe("""{"toleranceSeconds":60}""");
        made["rules"]!.ToJsonString().ShouldBe(
            """{"requestsPerSecond":null,"unverifiedPerSecond":20,"maxBodyBytes":1048576,"methods":["POST"],"contentTypes":null,"allowedSources":null,"trustedProxies":null}""");
        made["duplicates"]!.ToJsonString().ShouldBe("""{"windowSeconds":604800,"alsoBody":false,"naturalKey":null}""");
        made["answer"].ShouldBeNull();

        (await JsonAsync(200, "GET", Many + "/stripe")).ToJsonString().ShouldBe(made.ToJsonString());
        (await JsonAsync(200, "GET", $"{Many}/{id}/")).ToJsonString().ShouldBe(made.ToJsonString());

        var replaced = await JsonAsync(200, "PUT", Many + "/stripe", """{"type":"github","name":"GitHub","config":{}}""");
        ((string)replaced["type"]!).ShouldBe("github");
        ((string)replaced["uid"]!).ShouldBe("stripe");
        replaced["metadata"]!.AsObject().Count.ShouldBe(0);
        replaced["config"]!.ToJsonString().ShouldBe("{}");
        ((string)replaced["ingestUrl"]!).ShouldBe((string)made["ingestUrl"]!);
        (await JsonAsync(200, "PUT", $"{Many}/{id}", """{"type":"github","name":"GitHub"}"""))["uid"].ShouldBeNull();

        await JsonAsync(204, "DELETE", $"{Many}/{id}");
        await JsonAsync(404, "DELETE", $"{Many}/{id}");
        (await GetAsync($"{Many}/{id}")).Body.ShouldBe("""{"code":"not_found","detail":"Entity not found."}""");
        Node.Catalog.Sources.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_our_own_is_kept_and_shown()
    {
        const string Ours = """
            {"rules":{"requestsPerSecond":5,"unverifiedPerSecond":1,"maxBodyBytes":10,"methods":["PUT"],"contentTypes":["application/json","text/*"],
            "allowedSources":["192.0.2.0/24","2001:db8::1"],"trustedProxies":["10.0.0.0/8"]},"answer":{"status":202,"body":"ok","contentType":"text/plain"},
            "duplicates":{"windowSeconds":0,"alsoBody":true,"naturalKey":{"values":["/id"],"eventTypes":["a"]}},"publicUrl":"https://hooks.example.com/in/x"}
            """;
        var body = JsonNode.Parse(Ours)!.AsObject();
        (body["type"], body["name"]) = ("generic-webhook", "Own");
        var made = await JsonAsync(201, "POST", Many, body.ToJsonString());
        made["rules"]!["allowedSources"]!.ToJsonString().ShouldBe("""["192.0.2.0/24","2001:db8::1/128"]""");
        made["rules"]!["methods"]!.ToJsonString().ShouldBe("""["PUT"]""");
        foreach (var field in new[] { "answer", "duplicates", "publicUrl" }) made[field]!.ToJsonString().ShouldBe(JsonNode.Parse(Ours)![field]!.ToJsonString());
        made["config"].ShouldBeNull();

        // A PUT is whole: what it leaves out is as it was in the beginning.
        var plain = await JsonAsync(200, "PUT", $"{Many}/{made["id"]}", """{"type":"generic-webhook","name":"Own"}""");
        plain["rules"]!["requestsPerSecond"].ShouldBeNull();
        plain["answer"].ShouldBeNull();
        ((int)plain["duplicates"]!["windowSeconds"]!).ShouldBe(604_800);
    }

    [Fact]
    public async Task Secrets_of_every_place_are_not_shown_again()
    {
        await EachAsync(
            ("generic-hmac", """{"signatureHeader":"X-Signature","secret":"not-to-be-seen","also":[{"type":"basic","config":{"username":"me","password":"not-to-be-seen"}}]}"""),
            ("basic", """{"username":"me","password":"not-to-be-seen"}"""),
            ("api-key", """{"header":"X-Key","key":"not-to-be-seen"}"""),
            ("meta", """{"secret":"not-to-be-seen","verifyToken":"not-to-be-seen"}"""),
            ("adobe-sign", """{"clientId":"not-to-be-seen"}"""),
            ("gitlab", """{"token":"not-to-be-seen"}"""));

        async Task EachAsync(params (string Type, string Config)[] sources)
        {
            foreach (var (type, config) in sources)
            {
                var made = await MakeAsync(type, config);
                made.ToJsonString().ShouldNotContain("not-to-be-seen");
                (await GetAsync(Many)).Body.ShouldNotContain("not-to-be-seen");
            }
            ((string)(await JsonAsync(200, "GET", Many))["data"]![0]!["config"]!["signatureHeader"]!).ShouldBe("X-Signature");
        }
    }

    [Theory]
    [InlineData("""{"name":"x"}""", "type is missing")]
    [InlineData("""{"type":"stripes","name":"x"}""", "type must be one of ")]
    [InlineData("""{"type":"stripe","name":"xx"}""", "config/secret is missing")]
    [InlineData("""{"type":"stripe","name":"x","config":[]}""", "config must be an object")]
    [InlineData("""{"type":"stripe","name":"x","config":{"secret":1}}""", "config/secret must be text")]
    [InlineData("""{"type":"stripe","name":"x","config":{"secret":"a","tolerance":1}}""", "config/tolerance isn't a field of this type")]
    [InlineData("""{"type":"svix","name":"x","config":{"secret":"short"}}""", "config/secret ")]
    [InlineData("""{"type":"adyen","name":"x","config":{"secret":"no hex"}}""", "config/secret ")]
    [InlineData("""{"type":"telnyx","name":"x","config":{"publicKey":"no"}}""", "config/publicKey ")]
    [InlineData("""{"type":"github","name":"x","config":{"also":[{"type":"stripe"}]}}""", "config/also/0/type ")]
    [InlineData("""{"type":"cron","name":"x","config":{"schedule":"61 * * * *","payload":"{}"}}""", "config/schedule is not a schedule: ")]
    [InlineData("""{"type":"cron","name":"x","config":{"schedule":"* * * * *","payload":"x","timeZone":"Zurich"}}""", "config/timeZone is not the name of a time zone")]
    [InlineData("""{"type":"cron","name":"x","config":{"schedule":"* * * * *"}}""", "config/payload is missing")]
    [InlineData("""{"type":"cron","name":"x","config":{"schedule":"* * * * *","payload":"x","contentType":"a b"}}""", "config/contentType ")]
    [InlineData("""{"type":"generic-webhook","name":"x","config":{"a":1}}""", "config/a isn't a field")]
    [InlineData("""{"type":"generic-webhook","name":"x","uid":"a.b"}""", "uid may contain")]
    [InlineData("""{"type":"generic-webhook","name":"x","uid":"src_a"}""", "uid may not begin with src_")]
    [InlineData("""{"type":"generic-webhook","name":"x"}""", "name must have at least 2")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"rate":1}}""", "rules/rate isn't a field of this object, which has the fields ")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"requestsPerSecond":0}}""", "rules/requestsPerSecond must be 1 to")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"maxBodyBytes":99999999999}}""", "rules/maxBodyBytes must be 1 to")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"methods":["post"]}}""", "rules/methods \"post\" is not one of")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"methods":[]}}""", "rules/methods must not be empty")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"contentTypes":["json"]}}""", "rules/contentTypes \"json\" isn't a media type")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"contentTypes":["text/plain; charset=utf-8"]}}""", "rules/contentTypes ")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"allowedSources":["10.0.0.1/8"]}}""", "rules/allowedSources ")]
    [InlineData("""{"type":"generic-webhook","name":"xx","rules":{"trustedProxies":["example.com"]}}""", "rules/trustedProxies ")]
    [InlineData("""{"type":"generic-webhook","name":"xx","answer":{"status":302}}""", "answer/status must be 200 to 299")]
    [InlineData("""{"type":"generic-webhook","name":"xx","answer":{"status":204,"body":"x"}}""", "answer/body must be left out")]
    [InlineData("""{"type":"generic-webhook","name":"xx","answer":{"contentType":"a\r\nb"}}""", "answer/contentType ")]
    [InlineData("""{"type":"generic-webhook","name":"xx","duplicates":{"windowSeconds":-1}}""", "duplicates/windowSeconds must be")]
    [InlineData("""{"type":"generic-webhook","name":"xx","publicUrl":"ftp://example.com"}""", "publicUrl must be the URL")]
    [InlineData("""{"type":"generic-webhook","name":"xx","publicUrl":"https://example.com/?a=b"}""", "publicUrl must be the URL")]
    [InlineData("""{"type":"generic-webhook","name":"xx","publicUrl":"https://me@example.com/"}""", "publicUrl must be the URL")]
    public async Task What_is_wrong_is_told_with_its_place(string body, string problem)
    {
        foreach (var (method, path) in new[] { ("POST", Many), ("PUT", Many + "/by-put") })
        {
            var fields = (await JsonAsync(422, method, path, body))["detail"]!.AsArray();
            fields.Select(field => $"{string.Join('/', field!["loc"]!.AsArray().Skip(1))} {field["msg"]}")
                .ShouldContain(told => told.StartsWith(problem, StringComparison.Ordinal), fields.ToJsonString());
        }
        Node.Catalog.Sources.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var fields = (await JsonAsync(422, "POST", Many, """{"type":"generic-hmac","config":{"hash":"md5","nonsense":1},"rules":{"methods":["X"]}}"""))["detail"]!.AsArray();
        fields.Select(field => string.Join('/', field!["loc"]!.AsArray())).ShouldBe(
            ["body/config/signatureHeader", "body/config/secret", "body/config/hash", "body/config/nonsense", "body/name", "body/rules/methods"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_uid_is_unique_among_sources_and_an_application_may_have_the_same()
    {
        await ApplicationAsync("same");
        await MakeAsync("generic-webhook", null, "same");
        (await JsonAsync(409, "POST", Many, """{"type":"generic-webhook","name":"xx","uid":"same"}"""))["code"]!.ToString().ShouldBe("conflict");
        var other = await MakeAsync("generic-webhook", null, "other");
        await JsonAsync(409, "PUT", $"{Many}/{other["id"]}", """{"type":"generic-webhook","name":"xx","uid":"same"}""");
        await JsonAsync(204, "DELETE", Many + "/same");
        await MakeAsync("generic-webhook", null, "same");
        (await GetAsync("/api/v1/app/same")).Status.ShouldBe(200);
        await JsonAsync(204, "DELETE", "/api/v1/app/same");
        (await GetAsync(Many + "/same")).Status.ShouldBe(200);
        (await GetAsync("/api/v1/app/same")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Put_makes_what_its_uid_names_and_nothing_for_an_id()
    {
        var made = await JsonAsync(201, "PUT", Many + "/by-put", """{"type":"generic-webhook","name":"xx"}""");
        ((string)made["uid"]!).ShouldBe("by-put");
        await JsonAsync(404, "PUT", Many + "/src_000000000000000000000000000", """{"type":"generic-webhook","name":"xx"}""");
        await JsonAsync(422, "PUT", Many + "/a.b", """{"type":"generic-webhook","name":"xx"}""");
        await JsonAsync(422, "PUT", Many + "/by-put-too", """{"type":"stripe","name":"xx"}""");
        await JsonAsync(422, "PUT", Many + "/by-put", """{"type":"stripe","name":"xx"}""");
    }

    [Fact]
    public async Task The_same_key_makes_one_source()
    {
        var body = """{"type":"generic-webhook","name":"xx"}"""u8.ToArray();
        var first = await Server.SendAsync("POST", Many, body, ("Idempotency-Key", "auto_1"));
        var second = await Server.SendAsync("POST", Many, body, ("Idempotency-Key", "auto_1"));
        (second.Status, second.Body).ShouldBe((201, first.Body));
        (await Server.SendAsync("POST", Many, """{"type":"generic-webhook","name":"yy"}"""u8.ToArray(), ("Idempotency-Key", "auto_1"))).Status.ShouldBe(422);
        Node.Catalog.Sources.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Sources_are_listed_apart_from_applications_in_pages()
    {
        (await JsonAsync(200, "GET", Many))["data"]!.AsArray().ShouldBeEmpty();
        await ApplicationAsync("app");
        for (var i = 0; i < 3; i++) await MakeAsync("generic-webhook", null, $"s{i}");
        var first = await JsonAsync(200, "GET", Many + "?limit=2");
        first["data"]!.AsArray().Select(row => (string)row!["uid"]!).ShouldBe(["s0", "s1"]);
        ((bool)first["done"]!).ShouldBeFalse();
        var rest = await JsonAsync(200, "GET", $"{Many}?limit=2&iterator={first["iterator"]}");
        rest["data"]!.AsArray().Select(row => (string)row!["uid"]!).ShouldBe(["s2"]);
        ((bool)rest["done"]!).ShouldBeTrue();
        (await JsonAsync(200, "GET", Many + "?order=descending&limit=1"))["data"]![0]!["uid"]!.ToString().ShouldBe("s2");
        (await JsonAsync(200, "GET", "/api/v1/app"))["data"]!.AsArray().Select(row => (string)row!["uid"]!).ShouldBe(["app"]);
        foreach (var query in new[] { "limit=0", "limit=251", "iterator=app_1", "order=sideways" }) await JsonAsync(422, "GET", $"{Many}?{query}");
    }

    [Fact]
    public async Task A_schedule_has_no_url_until_it_becomes_something_else()
    {
        var made = await MakeAsync("cron", """{"schedule":"*/5 * * * *","payload":"{\"a\":1}","contentType":"application/json"}""", "cron");
        made["ingestUrl"].ShouldBeNull();
        made["config"]!["schedule"]!.ToString().ShouldBe("*/5 * * * *");
        await JsonAsync(400, "POST", Many + "/cron/token/rotate");
        await JsonAsync(400, "POST", Many + "/cron/secret/rotate", """{"config":{"schedule":"* * * * *","payload":"x"}}""");
        var changed = await JsonAsync(200, "PUT", Many + "/cron", """{"type":"generic-webhook","name":"xx"}""");
        changed["ingestUrl"].ShouldNotBeNull();
        (await JsonAsync(200, "PUT", Many + "/cron", """{"type":"cron","name":"xx","config":{"schedule":"@daily","payload":"x"}}"""))["ingestUrl"].ShouldBeNull();
        Node.Catalog.Sources.Single().Tokens.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_source_is_read_as_an_application_and_changed_as_a_source_only()
    {
        var id = (string)(await MakeAsync("generic-webhook", null, "s"))["id"]!;
        (await JsonAsync(200, "GET", $"/api/v1/app/{id}"))["id"]!.ToString().ShouldBe(id);
        (await JsonAsync(200, "GET", $"/api/v1/app/{id}/msg"))["data"]!.AsArray().ShouldBeEmpty();
        await JsonAsync(404, "GET", "/api/v1/app/s/msg");
        await JsonAsync(404, "PUT", $"/api/v1/app/{id}", """{"name":"x"}""");
        await JsonAsync(404, "PATCH", $"/api/v1/app/{id}", """{"name":"x"}""");
        await JsonAsync(404, "DELETE", $"/api/v1/app/{id}");
        (await JsonAsync(400, "POST", $"/api/v1/app/{id}/msg", """{"eventType":"a","payload":{}}"""))["detail"]!.ToString().ShouldContain("ingest URL");
    }

    [Fact]
    public async Task What_is_another_organisation_s_is_not_there_and_an_application_s_token_sees_no_source()
    {
        var id = (string)(await MakeAsync("generic-webhook", null, "s"))["id"]!;
        var operations = new (string Method, string Path, string? Body)[]
        {
            ("GET", "", null), ("PUT", "", """{"type":"generic-webhook","name":"xx"}"""), ("DELETE", "", null), ("POST", "/token/rotate", null),
            ("POST", "/secret/rotate", """{"config":{}}"""), ("POST", "/dashboard", null), ("GET", "/endpoint", null),
            ("POST", "/endpoint", """{"url":"https://example.com"}"""),
        };
        UseOtherOrganisation();
        (await JsonAsync(200, "GET", Many))["data"]!.AsArray().ShouldBeEmpty();
        foreach (var (method, path, body) in operations) await JsonAsync(404, method, $"{Many}/{id}{path}", body);

        UseApplication(id);
        await JsonAsync(403, "GET", Many);
        await JsonAsync(403, "POST", Many, """{"type":"generic-webhook","name":"xx"}""");
        foreach (var (method, path, body) in operations.Where(operation => !operation.Path.StartsWith("/endpoint", StringComparison.Ordinal)))
            await JsonAsync(403, method, $"{Many}/{id}{path}", body);
        await JsonAsync(200, "GET", $"{Many}/{id}/endpoint");

        Server.Use(null);
        foreach (var (method, path, body) in operations) await JsonAsync(401, method, $"{Many}/{id}{path}", body);
    }

    [Fact]
    public async Task Nothing_secret_is_in_the_database()
    {
        var made = await MakeAsync("stripe", """{"secret":"whsec_very-secret"}""");
        var token = ((string)made["ingestUrl"]!).Split('/')[^1];
        foreach (var file in Directory.GetFiles(Server.Options.Data, SqliteStore.FileName + "*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
            text.ShouldNotContain("very-secret");
            text.ShouldNotContain(token);
        }
    }

    public sealed class PublicUrlTests : SourceTest
    {
        private protected override void Configure(RingbackOptions options) => options.PublicUrl = new Uri("https://hooks.example.com/base");

        [Fact]
        public async Task The_ingest_url_begins_with_the_public_url() =>
            ((string)(await MakeAsync("generic-webhook", null))["ingestUrl"]!).ShouldMatch("^https://hooks.example.com/base/in/[A-Za-z0-9_-]{32}$");
    }
}
