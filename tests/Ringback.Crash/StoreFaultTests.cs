using System.Net;
using Ringback.Storage.Sqlite;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Testing;

namespace Ringback.Crash;

/// <summary>A data folder that can't be used: what the server says and how it ends; or, when it fails later, what it answers meanwhile.</summary>
public sealed class StoreFaultTests
{
    private const int Failed = 1;

    [Fact]
    public async Task A_full_disk_is_answered_503_until_there_is_space_and_nothing_is_lost()
    {
        using var disk = SmallDisk.TryMount(24);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root.");
        await using var receiver = await CountingReceiver.StartAsync();
        await using var server = new ServerProcess(disk.Folder);
        await server.StartAsync();
        await server.CreateAsync("/api/v1/app", """{"name":"a","uid":"a"}""");
        await server.CreateAsync("/api/v1/app/a/endpoint", $$"""{"url":"{{receiver.Url}}/hook"}""");
        var accepted = new List<string>();
        for (var i = 0; i < 50; i++) accepted.Add(await PostAsync(server, 100));

        disk.Fill();
        var (status, body, headers) = await RefusedAsync(server, accepted);
        status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        ((string)body!["code"]!).ShouldBe("service_unavailable");
        ((string)body["detail"]!).ShouldContain("full");
        (await server.GetAsync("/health/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await server.GetAsync("/health")).ShouldBe(HttpStatusCode.NoContent);

        disk.Free();
        await Wait.UntilAsync(async () => await server.GetAsync("/health/ready") == HttpStatusCode.NoContent);
        for (var i = 0; i < 50; i++) accepted.Add(await PostAsync(server, 100));
        await Wait.UntilAsync(() => Task.FromResult(receiver.Of("/hook").Count >= accepted.Count));
        receiver.Of("/hook").First.ShouldBe(accepted, ignoreOrder: true);
        receiver.Of("/hook").Repeats.ShouldBe(0);
        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_server_killed_on_a_full_disk_starts_again_when_there_is_space_and_has_lost_nothing()
    {
        using var disk = SmallDisk.TryMount(24);
        Assert.SkipWhen(disk is null, "A small disk can only be mounted as root.");
        await using var receiver = await CountingReceiver.StartAsync();
        await using var server = new ServerProcess(disk.Folder);
        await server.StartAsync();
        await server.CreateAsync("/api/v1/app", """{"name":"a","uid":"a"}""");
        await server.CreateAsync("/api/v1/app/a/endpoint", $$"""{"url":"{{receiver.Url}}/hook"}""");
        var accepted = new List<string>();
        for (var i = 0; i < 50; i++) accepted.Add(await PostAsync(server, 100));
        disk.Fill();
        await RefusedAsync(server, accepted);
        await server.KillAsync();
        disk.Free();
        await server.StartAsync();
        accepted.Add(await PostAsync(server, 100));
        await Wait.UntilAsync(() => Task.FromResult(receiver.Of("/hook").Count >= accepted.Count));
        receiver.Of("/hook").First.ShouldBe(accepted, ignoreOrder: true);
    }

    [Fact]
    public async Task A_second_process_on_the_same_folder_is_refused_and_the_first_goes_on()
    {
        await using var first = new ServerProcess();
        await first.StartAsync();
        await using var second = new ServerProcess(first.Folder);
        second.Launch();
        (await second.EndAsync()).ShouldBe(Failed);
        second.Output.ShouldContain("is in use by");
        second.Output.ShouldContain("--data");
        (await first.GetAsync("/health/ready")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        await using var server = await StoppedAsync();
        var path = Path.Combine(server.Folder, SqliteStore.FileName);
        Delete(path);
        using (var foreign = SqliteDatabase.Open(path, readOnly: false)) foreign.Execute("create table precious (x); insert into precious values (1)");
        var before = await File.ReadAllBytesAsync(path);
        server.Launch();
        (await server.EndAsync()).ShouldBe(Failed);
        server.Output.ShouldContain("is a database of another program");
        (await File.ReadAllBytesAsync(path)).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await using var server = await StoppedAsync();
        var path = Path.Combine(server.Folder, SqliteStore.FileName);
        Delete(path);
        var garbage = new byte[16_384];
        new Random(1).NextBytes(garbage);
        await File.WriteAllBytesAsync(path, garbage);
        server.Launch();
        (await server.EndAsync()).ShouldBe(Failed);
        server.Output.ShouldContain("damaged or isn't a Ringback database");
        server.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_database_whose_tables_are_damaged_is_refused()
    {
        await using var server = await StoppedAsync();
        var path = Path.Combine(server.Folder, SqliteStore.FileName);
        await using (var file = File.OpenWrite(path))
        {
            // All but the header's page.
            file.Position = 4096;
            for (var left = file.Length - 4096; left > 0; left -= 4096) file.Write(Enumerable.Repeat((byte)0xA5, 4096).ToArray());
        }

        server.Launch();
        (await server.EndAsync()).ShouldBe(Failed);
        server.Output.ShouldContain("damaged");
        server.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_folder_that_cant_be_written_is_refused()
    {
        using var disk = SmallDisk.TryMount(8);
        Assert.SkipWhen(disk is null, "A disk can only be mounted as root; and for root every folder can be written.");
        disk.MakeReadOnly();
        await using var server = new ServerProcess(disk.Folder);
        server.Launch();
        (await server.EndAsync()).ShouldBe(Failed);
        server.Output.ShouldContain(disk.Folder);
        server.Output.ShouldContain("can't be");
        server.Output.ShouldNotContain("   at ");
    }

    /// <summary>One that ran on its folder before.</summary>
    private static async Task<ServerProcess> StoppedAsync()
    {
        var server = new ServerProcess();
        await server.StartAsync();
        await server.CreateAsync("/api/v1/app", """{"name":"a","uid":"a"}""");
        (await server.StopAsync()).ShouldBe(0);
        return server;
    }

    private static void Delete(string database)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"]) File.Delete(database + suffix);
    }

    private static async Task<string> PostAsync(ServerProcess server, int size)
    {
        var (status, body, _) = await server.PostAsync("/api/v1/app/a/msg", Message(size), "auto_" + Guid.NewGuid());
        status.ShouldBe(HttpStatusCode.Accepted, body?.ToJsonString());
        return (string)body!["id"]!;
    }

    /// <summary>Posts until it is refused; a log that still has room takes some.</summary>
    private static async Task<(HttpStatusCode Status, System.Text.Json.Nodes.JsonNode? Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> RefusedAsync(
        ServerProcess server, List<string> accepted)
    {
        while (true)
        {
            var answer = await server.PostAsync("/api/v1/app/a/msg", Message(200_000), "auto_" + Guid.NewGuid());
            if (answer.Status != HttpStatusCode.Accepted) return answer;
            accepted.Add((string)answer.Body!["id"]!);
        }
    }

    private static string Message(int size) => $$"""{"eventType":"a.b","payload":{"filler":"{{new string('x', size)}}"} }""";
}
