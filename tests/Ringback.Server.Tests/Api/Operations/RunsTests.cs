using System.Text.Json.Nodes;

namespace Ringback.Server.Tests.Api.Operations;

public sealed class RunsTests : OperationTest
{
    [Fact]
    public async Task A_run_tells_what_was_done_on_which_event()
    {
        var operation = await OperationAsync($"\"uid\":\"paid\",{Insert}");
        await ReceiveAsync("""{"id":"pay_1","amount":12}""");
        var run = (await RunsAsync(1))[0];
        Names(run).ShouldBe(["messageId", "eventId", "eventType", "operationId", "operationUid", "status", "timestamp", "nextAttempt", "lastAttempt"]);
        ((string)run["operationId"]!).ShouldBe(operation);
        ((string)run["operationUid"]!).ShouldBe("paid");
        ((string)run["status"]!).ShouldBe("success");
        var attempt = run["lastAttempt"]!;
        Names(attempt).ShouldBe(["id", "timestamp", "durationMs", "status", "statusCode", "rowsChanged", "output", "error", "trigger"]);
        ((int)attempt["rowsChanged"]!).ShouldBe(1);
        ((int)attempt["statusCode"]!).ShouldBe(200);
        Shop.Query("select amount from paid").ShouldBe(12);

        var detail = await JsonAsync(200, "GET", $"{Many}/paid/run/{run["messageId"]}");
        ((bool)detail["done"]!).ShouldBeTrue();
        detail["attempts"]!.AsArray().Count.ShouldBe(1);
        ((string)detail["attempts"]![0]!["id"]!).ShouldBe((string)attempt["id"]!);
        await JsonAsync(404, "GET", $"{Many}/paid/run/msg_000000000000000000000000000");
    }

    [Fact]
    public async Task Runs_are_found_by_event_operation_status_and_time()
    {
        await OperationAsync($"\"uid\":\"a\",{Insert}");
        // Which of the two runs first is promised by nothing, so that they write to tables of their own.
        Shop.Execute("create table seen (id text not null, amount integer)");
        await OperationAsync($"\"uid\":\"b\",\"conditions\":[{{\"pointer\":\"/amount\",\"in\":[2,4]}}],{Insert.Replace("into paid", "into seen", StringComparison.Ordinal)}");
        for (var i = 1; i <= 4; i++) await ReceiveAsync($$"""{"id":"p{{i}}","amount":{{i}}}""");
        await ReceiveAsync("""{"id":"p1","amount":1}""");

        (await RunsAsync(7)).Count(run => (string)run["operationUid"]! == "b").ShouldBe(2);
        (await RunsAsync(2, "operation=b")).Length.ShouldBe(2);
        (await RunsAsync(6, "status=success")).Length.ShouldBe(6);
        var failed = (await RunsAsync(1, "status=fail"))[0];
        ((string)failed["lastAttempt"]!["error"]!).ShouldStartWith("UNIQUE constraint failed");
        failed["lastAttempt"]!["output"].ShouldBeNull();
        ((int)failed["lastAttempt"]!["statusCode"]!).ShouldBe(409);
        (await RunsAsync(1, $"event={failed["messageId"]}")).Length.ShouldBe(1);
        (await RunsAsync(0, $"event={failed["messageId"]}&operation=b")).Length.ShouldBe(0);
        (await RunsAsync(0, "after=2999-01-01T00:00:00Z")).Length.ShouldBe(0);
        (await RunsAsync(0, "before=2020-01-01T00:00:00Z")).Length.ShouldBe(0);
        (await RunsAsync(7, "after=2020-01-01T00:00:00Z&before=2999-01-01T00:00:00Z")).Length.ShouldBe(7);
        await JsonAsync(422, "GET", $"{Source}/run?status=done");
        await JsonAsync(404, "GET", $"{Source}/run?operation=nobody");
    }

    [Fact]
    public async Task Runs_are_found_by_the_id_that_the_provider_gave_the_event()
    {
        await JsonAsync(200, "PUT", "/ingest/api/v1/source/shop", """{"type":"generic-webhook","name":"Shop","uid":"shop","config":{"eventIdPointer":"/id"}}""");
        await OperationAsync($"\"uid\":\"a\",{Insert}");
        await OperationAsync($"\"uid\":\"b\",\"conditions\":[{{\"pointer\":\"/amount\",\"in\":[2,4]}}],{Insert.Replace("insert into", "replace into", StringComparison.Ordinal)}");
        for (var i = 1; i <= 4; i++) await ReceiveAsync($$"""{"id":"p{{i}}","amount":{{i}}}""");
        await RunsAsync(6);

        var one = (await RunsAsync(1, "event=p1"))[0];
        ((string)one["eventId"]!, (string)one["operationUid"]!).ShouldBe(("p1", "a"));
        (await RunsAsync(2, "event=p2")).Select(run => (string)run["eventId"]!).ShouldBe(["p2", "p2"]);
        (await RunsAsync(1, "event=p2&operation=b")).Length.ShouldBe(1);
        (await RunsAsync(0, "event=p1&operation=b")).Length.ShouldBe(0);
        (await RunsAsync(0, "event=p1&status=pending")).Length.ShouldBe(0);
        (await RunsAsync(0, "event=p2&before=2020-01-01T00:00:00Z")).Length.ShouldBe(0);
        (await RunsAsync(0, "event=p9")).Length.ShouldBe(0);
        (await JsonAsync(200, "GET", $"{Many}/b/run?event=p4"))["data"]!.AsArray().Count.ShouldBe(1);
        (await JsonAsync(200, "GET", $"{Many}/b/run?event=p3"))["data"]!.AsArray().Count.ShouldBe(0);
        (await JsonAsync(200, "GET", $"{Many}/a/run?event={one["messageId"]}"))["data"]!.AsArray().Count.ShouldBe(1);
        (await RunsAsync(1, $"event={one["messageId"]}&after=2020-01-01T00:00:00Z&before=2999-01-01T00:00:00Z")).Length.ShouldBe(1);
        (await RunsAsync(0, $"event={one["messageId"]}&before=2020-01-01T00:00:00Z")).Length.ShouldBe(0);
        (await RunsAsync(0, $"event={one["messageId"]}&after=2999-01-01T00:00:00Z")).Length.ShouldBe(0);
        (await JsonAsync(200, "GET", $"{Many}/b/run?event={one["messageId"]}"))["data"]!.AsArray().Count.ShouldBe(0);
        await JsonAsync(404, "GET", $"{Source}/run?event=msg_000000000000000000000000000");
    }

    [Theory]
    [InlineData("descending")]
    [InlineData("ascending")]
    public async Task Pages_end_with_an_event_and_leave_nothing_out(string order)
    {
        for (var i = 0; i < 3; i++) await OperationAsync($"\"uid\":\"o{i}\",\"conditions\":[{{\"pointer\":\"/{i}\",\"exists\":true}}],{Insert.Replace("insert into", "replace into", StringComparison.Ordinal)}");
        string[] bodies = ["""{"id":"a","0":1}""", """{"id":"b","0":1,"1":1}""", """{"id":"c","0":1,"1":1,"2":1}""", """{"id":"d","2":1}""", """{"id":"e"}""", """{"id":"f","1":1,"2":1}"""];
        foreach (var body in bodies) await ReceiveAsync(body);
        var all = (await RunsAsync(9, $"order={order}")).Select(Key).ToList();

        for (var limit = 1; limit <= 4; limit++)
        {
            var (seen, iterator, pages) = (new List<string>(), "", 0);
            var prev = "";
            for (var done = false; !done && pages < 20; pages++)
            {
                var page = await JsonAsync(200, "GET", $"{Source}/run?order={order}&limit={limit}{iterator}");
                seen.AddRange(page["data"]!.AsArray().Select(run => Key(run!)));
                iterator = $"&iterator={page["iterator"]}";
                prev = (string?)page["prevIterator"] ?? prev;
                done = (bool)page["done"]!;
            }
            seen.ShouldBe(all, $"limit {limit}");

            var back = new List<string>();
            for (pages = 0; pages < 20 && prev.Length > 0; pages++)
            {
                var page = await JsonAsync(200, "GET", $"{Source}/run?order={order}&limit={limit}&iterator={prev}");
                back.InsertRange(0, page["data"]!.AsArray().Select(run => Key(run!)));
                prev = (bool)page["done"]! ? "" : (string?)page["prevIterator"] ?? "";
            }
            all.Take(back.Count).ShouldBe(back);
        }

        static string Key(JsonNode run) => $"{run["messageId"]} {run["operationUid"]}";
    }

    [Fact]
    public async Task What_succeeded_is_run_again_only_by_force_and_then_it_is_another_run()
    {
        await OperationAsync("\"uid\":\"add\",\"sql\":{\"connection\":\"shop\",\"statements\":[{\"sql\":\"insert into log (m) values (@m)\",\"parameters\":{\"m\":\"$message.id\"}}]}");
        Shop.Execute("create table log (m text)");
        await ReceiveAsync("""{"id":"a"}""");
        var message = (string)(await RunsAsync(1))[0]["messageId"]!;
        var replay = $"{Source}/event/{message}/operation/add/replay";

        ((string)(await JsonAsync(200, "POST", replay))["status"]!).ShouldBe("succeeded");
        ((string)(await JsonAsync(202, "POST", replay, """{"force":true}"""))["status"]!).ShouldBe("started");
        await EventuallyAsync(async () => (await JsonAsync(200, "GET", $"{Many}/add/run/{message}"))["attempts"]!.AsArray().Count == 2);
        Shop.Query("select count(*) from log").ShouldBe(2);
        Shop.Query("select count(*) from ringback_run where run > 0").ShouldBe(1);
        var last = (await JsonAsync(200, "GET", $"{Many}/add/run/{message}"))["attempts"]![0]!;
        ((string)last["trigger"]!).ShouldBe("manual");
        ((string)last["output"]!).ShouldContain("\"run\":");
    }

    [Fact]
    public async Task A_forced_run_that_failed_is_what_is_run_again_and_not_the_first_one()
    {
        await OperationAsync("\"uid\":\"add\",\"sql\":{\"connection\":\"shop\",\"statements\":[{\"sql\":\"insert into log (m) values (@m)\",\"parameters\":{\"m\":\"$message.id\"}}]}");
        Shop.Execute("create table log (m text)");
        await ReceiveAsync("""{"id":"a"}""");
        var message = (string)(await RunsAsync(1))[0]["messageId"]!;
        var replay = $"{Source}/event/{message}/operation/add/replay";
        Shop.Execute("alter table log rename to away");
        await JsonAsync(202, "POST", replay, """{"force":true}""");
        // The newest run is what counts: the first one's success doesn't hide that this one failed.
        await RunsAsync(1, "status=fail");
        await JsonAsync(202, "POST", replay);
        await EventuallyAsync(async () => (await JsonAsync(200, "GET", $"{Many}/add/run/{message}"))["attempts"]!.AsArray().Count == 3);
        (await RunsAsync(1, "status=fail")).Length.ShouldBe(1);
        Shop.Query("select count(*) from ringback_run").ShouldBe(1);

        Shop.Execute("alter table away rename to log");
        var many = await JsonAsync(202, "POST", $"{Many}/add/replay", """{"since":"2020-01-01T00:00:00Z"}""");
        ((int)many["count"]!).ShouldBe(1);
        await RunsAsync(1, "status=success");
        Shop.Query("select count(*) from log").ShouldBe(2);
        Shop.Query("select count(*) from ringback_run where run > 0").ShouldBe(1);
        ((string)(await JsonAsync(200, "POST", replay))["status"]!).ShouldBe("succeeded");

        await JsonAsync(202, "POST", replay, """{"force":true}""");
        await EventuallyAsync(async () => (await JsonAsync(200, "GET", $"{Many}/add/run/{message}"))["attempts"]!.AsArray().Count == 5);
        Shop.Query("select count(distinct run) from ringback_run").ShouldBe(3);
        Shop.Query("select count(*) from log").ShouldBe(3);
    }

    [Fact]
    public async Task An_operation_that_was_made_later_is_run_on_what_came_before_it()
    {
        for (var i = 1; i <= 6; i++) await ReceiveAsync($$"""{"id":"p{{i}}","amount":{{i}}}""");
        await OperationAsync($"\"uid\":\"late\",\"conditions\":[{{\"pointer\":\"/amount\",\"in\":[2,4,6,7]}}],{Insert}");
        await ReceiveAsync("""{"id":"p7","amount":7}""");
        await RunsAsync(1);
        const string Since = "\"since\":\"2020-01-01T00:00:00Z\",\"status\":\"missing\"";
        var preview = await JsonAsync(200, "POST", $"{Many}/late/replay", $"{{{Since},\"dryRun\":true}}");
        ((int)preview["count"]!, (bool)preview["more"]!).ShouldBe((3, false));
        ((int)(await JsonAsync(200, "POST", $"{Many}/late/replay", $"{{{Since},\"until\":\"2020-01-02T00:00:00Z\",\"dryRun\":true}}"))["count"]!).ShouldBe(0);
        ((int)(await JsonAsync(200, "POST", $"{Many}/late/replay", """{"since":"2020-01-01T00:00:00Z","dryRun":true}"""))["count"]!).ShouldBe(0);
        await RunsAsync(1);

        var started = await JsonAsync(202, "POST", $"{Many}/late/replay", $"{{{Since}}}");
        ((int)started["count"]!).ShouldBe(3);
        await RunsAsync(4, "status=success");
        Shop.Text("select group_concat(id, ' ') from (select id from paid order by id)").ShouldBe("p2 p4 p6 p7");
        // A second time there is nothing left.
        ((int)(await JsonAsync(200, "POST", $"{Many}/late/replay", $"{{{Since},\"dryRun\":true}}"))["count"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Connections_are_shown_without_their_addresses()
    {
        await OperationAsync($"\"uid\":\"a\",{Insert}");
        await ReceiveAsync("""{"id":"a","amount":1}""");
        await RunsAsync(1);
        var list = await JsonAsync(200, "GET", "/api/v1/connection");
        var one = list["data"]!.AsArray().ShouldHaveSingleItem()!;
        Names(one).ShouldBe(["name", "kind", "state", "problem", "seenAt", "warning"]);
        ((string)one["name"]!, (string)one["kind"]!, (string)one["state"]!).ShouldBe(("shop", "sqlite", "usable"));
        list.ToJsonString().ShouldNotContain(Shop.Path);
    }

    [Fact]
    public async Task What_failed_is_counted_and_run_again_when_its_cause_is_gone()
    {
        await OperationAsync($"\"uid\":\"a\",{Insert.Replace("into paid", "into later", StringComparison.Ordinal)}");
        for (var i = 1; i <= 5; i++) await ReceiveAsync($$"""{"id":"p{{i}}","amount":{{i}}}""");
        await RunsAsync(5, "status=fail");
        var preview = await JsonAsync(200, "POST", $"{Many}/a/replay", """{"since":"2020-01-01T00:00:00Z","dryRun":true}""");
        ((int)preview["count"]!).ShouldBe(5);
        ((bool)preview["more"]!).ShouldBeFalse();
        preview["task"].ShouldBeNull();
        ((int)(await JsonAsync(200, "POST", $"{Many}/a/replay", """{"since":"2020-01-01T00:00:00Z","until":"2020-01-02T00:00:00Z","dryRun":true}"""))["count"]!).ShouldBe(0);
        ((int)(await JsonAsync(200, "POST", $"{Many}/a/replay", """{"since":"2020-01-01T00:00:00Z","status":"canceled","dryRun":true}"""))["count"]!).ShouldBe(0);

        Shop.Execute("create table later (id text, amount integer)");
        var started = await JsonAsync(202, "POST", $"{Many}/a/replay", """{"since":"2020-01-01T00:00:00Z","status":"fail"}""");
        ((int)started["count"]!).ShouldBe(5);
        await RunsAsync(5, "status=success");
        Shop.Query("select count(*) from later").ShouldBe(5);
        var task = $"/api/v1/background-task/{started["task"]!["id"]}";
        await EventuallyAsync(async () => (string)(await JsonAsync(200, "GET", task))["status"]! == "finished");
        ((int)(await JsonAsync(200, "GET", task))["data"]!["messagesSent"]!).ShouldBe(5);
    }

    [Fact]
    public async Task What_came_while_an_operation_was_disabled_is_canceled_and_can_be_run()
    {
        await OperationAsync($"\"uid\":\"a\",\"disabled\":true,{Insert}");
        await ReceiveAsync("""{"id":"p1","amount":1}""");
        var run = (await RunsAsync(1, "status=canceled"))[0];
        await JsonAsync(400, "POST", $"{Source}/event/{run["messageId"]}/operation/a/replay");
        await JsonAsync(400, "POST", $"{Many}/a/replay", """{"since":"2020-01-01T00:00:00Z"}""");
        await JsonAsync(200, "PATCH", $"{Many}/a", """{"disabled":false}""");
        await JsonAsync(202, "POST", $"{Source}/event/{run["messageId"]}/operation/a/replay");
        await RunsAsync(1, "status=success");
        Shop.Query("select count(*) from paid").ShouldBe(1);
    }

    [Fact]
    public async Task A_deleted_operations_runs_stay_with_their_event()
    {
        var operation = await OperationAsync($"\"uid\":\"a\",{Insert}");
        await ReceiveAsync("""{"id":"p1","amount":1}""");
        var message = (string)(await RunsAsync(1))[0]["messageId"]!;
        await JsonAsync(204, "DELETE", $"{Many}/a");
        var run = (await RunsAsync(1, $"event={message}"))[0];
        ((string)run["operationId"]!).ShouldBe(operation);
        run["operationUid"].ShouldBeNull();
        (await RunsAsync(0)).Length.ShouldBe(0);
    }
}
