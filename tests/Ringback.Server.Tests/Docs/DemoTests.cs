using System.Net;
using System.Net.Sockets;
using Ringback.Core.Settings;

namespace Ringback.Server.Tests.Docs;

public sealed class DemoTests
{
    [Fact]
    public async Task Ends_by_itself_green_leaves_nothing_and_prints_no_token_where_nobody_looks()
    {
        await using var terminal = new Terminal();
        var temporary = Directory.CreateDirectory(Path.Combine(terminal.Folder, "tmp")).FullName;
        (await terminal.RunAsync($"TMPDIR='{temporary}' ./ringback demo --exit")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("signatures verified.");
        terminal.Output.ShouldNotContain("eyJ");
        Directory.EnumerateFileSystemEntries(temporary).Where(e => Path.GetFileName(e).StartsWith("ringback", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Keeps_its_data_in_a_folder_that_was_given_and_runs_on_it_again()
    {
        await using var terminal = new Terminal();
        (await terminal.RunAsync("./ringback demo --exit --data kept; ./ringback demo --exit --data kept")).ShouldBe(0, terminal.Output);
        File.Exists(Path.Combine(terminal.Folder, "kept", "ringback.db")).ShouldBeTrue();
    }

    [Fact]
    public async Task Says_what_is_wrong_when_there_is_no_place_for_a_folder()
    {
        await using var terminal = new Terminal();
        (await terminal.RunAsync("TMPDIR=/nonexistent ./ringback demo --exit")).ShouldBe(1);
        terminal.Output.ShouldStartWith("ringback: can't create a folder in /nonexistent/");
        terminal.Output.ShouldNotContain("   at ");
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_database_is_not_opened_with_a_key_that_did_not_seal_it()
    {
        await using var terminal = new Terminal();
        (await terminal.RunAsync("./ringback demo --exit --data kept")).ShouldBe(0, terminal.Output);
        (await terminal.RunAsync("RINGBACK_ENCRYPTION_KEY=$(head -c 32 /dev/urandom | base64) ./ringback serve --data kept")).ShouldBe(1);
        terminal.Output.ShouldContain("Start it with the key that this database was created with");
        (await terminal.RunAsync("rm kept/master.key; ./ringback serve --data kept")).ShouldBe(1);
        terminal.Output.ShouldContain("Restore it from a backup");
        File.Exists(Path.Combine(terminal.Folder, "kept", "master.key")).ShouldBeFalse();
    }

    [Fact]
    public async Task Takes_a_free_port_when_somebody_listens_at_the_default_address()
    {
        using var somebody = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            somebody.Bind(new IPEndPoint(IPAddress.Loopback, new Uri(new RingbackOptions().Urls[0]).Port));
            somebody.Listen();
        }
        catch (SocketException)
        {
            // Somebody else listens there.
        }

        await using var terminal = new Terminal();
        (await terminal.RunAsync("unset RINGBACK_URLS; ./ringback demo --exit")).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldStartWith("Ringback listens on http://127.0.0.1:");
        terminal.Output.ShouldNotContain(new RingbackOptions().Urls[0]);
    }

    [Fact]
    public async Task Says_what_is_wrong_when_its_address_is_taken()
    {
        await using var terminal = new Terminal();
        await terminal.LeaveAsync("./ringback listen --url http://127.0.0.1:9000", "Receiver listens on");
        (await terminal.RunAsync("./ringback demo --exit --urls http://127.0.0.1:9000")).ShouldBe(1);
        terminal.Output.ShouldContain("use another address with --urls");
        terminal.Output.ShouldNotContain("   at ");
    }
}
