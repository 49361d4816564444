using System.Diagnostics;

namespace Ringback.Crash;

/// <summary>
/// That no 202 precedes its fdatasync. <c>kill -9</c> can't show it: the page cache survives the process. So the system calls are traced.
/// </summary>
public sealed class SyncTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task No_message_is_answered_202_before_the_log_that_holds_it_is_synced()
    {
        var trace = await TraceAsync([Path.Combine(AppContext.BaseDirectory, "ringback.dll"), "serve"]);
        trace.Answers.ShouldBe(400);
        trace.Unsynced.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_server_that_doesnt_sync_is_found_out()
    {
        var trace = await TraceAsync(null);
        trace.Answers.ShouldBe(400);
        trace.Unsynced.Count.ShouldBeGreaterThan(390);
    }

    /// <param name="program">Null for the one that doesn't sync.</param>
    private static async Task<SyncTrace> TraceAsync(string[]? program)
    {
        if (!HasStrace()) Assert.Skip("strace isn't installed, or may not trace here.");
        await using var server = new ServerProcess();
        var file = Path.Combine(server.Folder, "trace");
        server.Prefix = ["strace", "-f", "-y", "-qq", "-s", "64", "-o", file, "-e", "trace=fdatasync,fsync,pwrite64,sendto,sendmsg,recvfrom,recvmsg", "--seccomp-bpf"];
        server.Program = program ?? [typeof(SyncTests).Assembly.Location, UnsyncedServer.Verb, server.Folder, server.Url];
        await server.StartAsync();
        await server.CreateAsync("/api/v1/app", """{"name":"traced","uid":"traced"}""");
        // One by one, when each has a commit of its own; then many at once, when they share.
        for (var i = 0; i < 100; i++) await PostAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            for (var i = 0; i < 30; i++) await PostAsync();
        }));
        (await server.StopAsync()).ShouldBe(0, server.Output);
        return SyncTrace.Read(file);

        async Task PostAsync() =>
            (await server.PostAsync("/api/v1/app/traced/msg", """{"eventType":"a.b","payload":{"x":1}}""", "auto_" + Guid.NewGuid()))
            .Status.ShouldBe(System.Net.HttpStatusCode.Accepted);
    }

    private static bool HasStrace()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("strace", ["-f", "-qq", "-o", "/dev/null", "true"]) { UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
