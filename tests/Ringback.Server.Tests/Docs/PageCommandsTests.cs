namespace Ringback.Server.Tests.Docs;

/// <summary>What the docs tell a reader to type works as it stands there.</summary>
public sealed class PageCommandsTests
{
    [Fact]
    public async Task The_readme_s_first_command_runs_the_demo()
    {
        await using var terminal = new Terminal();
        CommandBlocks.Of("README.md")[0].ShouldContain("./ringback demo");
        (await terminal.RunAsync("./ringback demo")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("14 attempts on record, 6 of them retries.\n14 signatures verified.");
    }

    [Fact]
    public async Task The_readme_s_quickstart_delivers_a_message()
    {
        await using var terminal = new Terminal();
        var blocks = CommandBlocks.Of("README.md");
        blocks.Count.ShouldBe(8);
        var server = await terminal.LeaveAsync(blocks[1], "Ringback listens on");
        var all = string.Join('\n',
            blocks[2], terminal.Until("Receiver listens on"),
            blocks[3], terminal.Until("200  signature verified"),
            // The receiver prints before it answers, so the attempt may be on record a moment later than it is printed.
            "until curl -s $API/app/acme/attempt/endpoint/orders -H \"$AUTH\" | grep '\"responseStatusCode\":200'; do sleep 0.1; done",
            // Ctrl-C in the terminal of the server.
            $"kill -INT {server.Id}; while kill -0 {server.Id}; do sleep 0.1; done",
            blocks[4], "wait");
        (await terminal.RunAsync(all)).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("{\"invoice\": 42, \"total\": \"19.90\"}");
        terminal.Output.ShouldContain("\"responseStatusCode\":200");
        Directory.Exists(Path.Combine(terminal.Folder, "data")).ShouldBeFalse("the page of the quickstart starts from nothing");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_readme_s_source_takes_an_event_that_is_signed_and_no_other()
    {
        await using var terminal = new Terminal();
        var blocks = CommandBlocks.Of("README.md");
        await terminal.LeaveAsync(blocks[1], "Ringback listens on");
        var variables = string.Join('\n', blocks[2].Split('\n')[..2]);
        (await terminal.RunAsync(string.Join('\n', variables, blocks[5], blocks[6], blocks[6]))).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("{\"id\": \"evt_1\", \"type\": \"invoice.paid\"");
        CountOf("\"eventId\":\"evt_1\"", terminal.Output).ShouldBe(2, "shown twice, and there once each time");
        (await terminal.RunAsync(string.Join('\n', [variables, .. blocks[5].Split('\n')[2..], blocks[6].Replace("-hmac whsec_of_the_endpoint", "-hmac another")]))).ShouldNotBe(0);
        terminal.Output.ShouldContain("authentication_failed");
        blocks[7].ShouldBe("./ringback demo shop");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task The_quickstart_s_commands_work_from_first_to_last()
    {
        await using var terminal = new Terminal();
        var blocks = CommandBlocks.Of("docs/quickstart.md");
        blocks.ShouldContain(block => block.Contains("sleep 5", StringComparison.Ordinal));
        await terminal.LeaveAsync(blocks[0], "Ringback listens on");
        // A reader looks before going on: whether the receiver listens, what came, and whether all attempts were made.
        var listeners = 0;
        var all = blocks.Skip(1).SelectMany(block => block.Split('\n')
            .Select(line => line.StartsWith("./ringback listen", StringComparison.Ordinal) ? $"{line}\n{terminal.Until("Receiver listens on", ++listeners)}" : line)
            .Select(line => line == "sleep 5" ? Terminal.UntilAttempts(3, "void-44") : line)
            .Append(block.Contains("Idempotency-Key", StringComparison.Ordinal) ? terminal.Until("  {\"invoice\": 43}") : ""));
        (await terminal.RunAsync(string.Join('\n', [.. all, terminal.Until("  {\"invoice\": 44}")]))).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("the connection could not be opened", Case.Sensitive, "the attempts that failed are on record");
        CountOf("  {\"invoice\": 43}", terminal.Output).ShouldBe(1, "the second with the same key isn't a second message");
    }

    [Fact]
    public async Task The_reference_s_requests_are_answered()
    {
        await using var terminal = new Terminal();
        await terminal.LeaveAsync(CommandBlocks.Of("README.md")[1], "Ringback listens on");
        var prepare = """
            API=http://127.0.0.1:8071/api/v1
            AUTH="Authorization: Bearer $(cat data/organisation.token)"
            curl $API/app -H "$AUTH" -d '{"name": "Acme", "uid": "acme"}'
            curl $API/app/acme/endpoint -H "$AUTH" -d '{"uid": "orders", "url": "http://127.0.0.1:9000/hooks", "disabled": true}'
            curl $API/event-type -H "$AUTH" -d '{"name": "invoice.paid", "description": "An invoice was paid"}'
            """;
        var blocks = CommandBlocks.Of("docs/reference/api.md").Concat(CommandBlocks.Of("docs/reference/delivery.md")).ToList();
        blocks.Count.ShouldBe(2);
        (await terminal.RunAsync(string.Join('\n', [prepare, .. blocks]))).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("\"deliveryOrder\":\"fifo\",\"whenExhausted\":\"hold\"");
        terminal.Output.ShouldContain("\"retrySchedule\":\"10s,1m,10m,1h\"");
    }

    private static int CountOf(string text, string output) => output.Split(text).Length - 1;
}
