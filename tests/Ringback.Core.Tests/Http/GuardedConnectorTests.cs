using System.Net;
using System.Net.Sockets;
using Ringback.Core.Http;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

public sealed class GuardedConnectorTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _port;
    private int _lookups;

    public GuardedConnectorTests()
    {
        _listener.Start();
        _port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Connects_to_the_address_that_was_checked()
    {
        await using var stream = await Connect("127.0.0.1/32", "name.test", "127.0.0.1");
        using var accepted = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        accepted.Connected.ShouldBeTrue();
        _lookups.ShouldBe(1);
    }

    [Fact]
    public async Task One_refused_address_refuses_the_name()
    {
        var refused = await Should.ThrowAsync<DestinationRefusedException>(() => Connect("127.0.0.1/32", "name.test", "127.0.0.1", "10.0.0.1"));
        refused.Reason.ShouldBe("private address");
        _listener.Pending().ShouldBeFalse();
    }

    // A name that answers with an open address once and with a closed one from then on, or the other way round.
    [Fact]
    public async Task A_name_is_looked_up_once_for_check_and_connection()
    {
        CidrList.TryParse("127.0.0.1/32", out var open, out _).ShouldBeTrue();
        var answers = new Queue<string>(["127.0.0.1", "10.0.0.1"]);
        var connector = new GuardedConnector(new AddressGuard(open!), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));
        await using (await connector.ConnectAsync("rebinding.test", _port, CancellationToken.None)) answers.Count.ShouldBe(1);
        await Should.ThrowAsync<DestinationRefusedException>(async () => await connector.ConnectAsync("rebinding.test", _port, CancellationToken.None));
    }

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://127.0.0.1/")]
    public async Task Literal_hosts_are_refused_without_a_look_up(string url)
    {
        await Should.ThrowAsync<DestinationRefusedException>(() => Connect("", new Uri(url).IdnHost, "8.8.8.8"));
        _lookups.ShouldBe(0);
    }

    [Fact]
    public async Task The_next_address_is_tried_when_one_does_not_answer()
    {
        await using var stream = await Connect("127.0.0.0/8", "name.test", "127.0.0.77", "127.0.0.1");
        // The sender may be connected a moment before the listener has heard of it.
        using var accepted = await _listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        accepted.Connected.ShouldBeTrue();
    }

    [Fact]
    public async Task When_none_answers_the_error_is_the_last_ones()
    {
        var error = await Should.ThrowAsync<SocketException>(() => Connect("127.0.0.0/8", "name.test", "127.0.0.77", "127.0.0.78"));
        error.SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
    }

    [Fact]
    public async Task A_name_without_addresses_is_not_found()
    {
        var error = await Should.ThrowAsync<SocketException>(() => Connect("", "name.test"));
        error.SocketErrorCode.ShouldBe(SocketError.HostNotFound);
    }

    private async Task<Stream> Connect(string open, string host, params string[] answer)
    {
        CidrList.TryParse(open, out var list, out _).ShouldBeTrue();
        var connector = new GuardedConnector(new AddressGuard(list!), (_, _) =>
        {
            _lookups++;
            return Task.FromResult(answer.Select(IPAddress.Parse).ToArray());
        });
        return await connector.ConnectAsync(host, _port, TestContext.Current.CancellationToken);
    }
}
