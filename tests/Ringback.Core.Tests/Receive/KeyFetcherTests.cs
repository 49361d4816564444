using System.Net;
using Ringback.Core.Http;
using Ringback.Core.Profiles;
using Ringback.Testing;
using Ringback.Verification.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Receive;

/// <summary>Keys and certificates come from where they were asked for, soon and small, or not at all.</summary>
public sealed class KeyFetcherTests : IAsyncLifetime
{
    private const int Largest = 64 * 1024;
    private FakeReceiver _host = null!;

    public async ValueTask InitializeAsync() => _host = await FakeReceiver.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_stands_there_is_given()
    {
        _host.On("/pem", Replies.Status(200, "-----BEGIN CERTIFICATE-----"));
        (await FetchAsync("/pem")).ShouldBe("-----BEGIN CERTIFICATE-----");
    }

    public static TheoryData<string> Bad => ["/redirect", "/missing", "/large", "/endless", "/reset", "/midway", "/hang", "/trickle"];

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_is_no_answer_gives_nothing(string path)
    {
        _host.On("/redirect", Replies.Redirect(_host.At("/pem").ToString())).On("/pem", Replies.Status(200, "pem"))
            .On("/missing", Replies.Status(404, "pem")).On("/large", Replies.Large(Largest + 1)).On("/endless", Replies.Endless())
            .On("/reset", Replies.Reset).On("/midway", Replies.ResetMidway).On("/hang", Replies.Hang)
            .On("/trickle", Replies.Trickle(TimeSpan.FromMilliseconds(10)));
        (await FetchAsync(path, TimeSpan.FromMilliseconds(300))).ShouldBeNull();
        _host.Requests.ShouldNotContain(request => request.Path == "/pem");
    }

    [Fact]
    public async Task The_largest_that_is_read_is_64_KiB()
    {
        _host.On("/large", Replies.Large(Largest));
        (await FetchAsync("/large")).ShouldNotBeNull().Length.ShouldBe(Largest);
    }

    [Fact]
    public async Task A_private_address_is_not_asked()
    {
        using var fetcher = new KeyFetcher(new DeliveryOptions(), new AddressGuard(CidrList.Empty));
        (await fetcher.Ask(new KeyQuestion(_host.At("/pem")), TestContext.Current.CancellationToken)).ShouldBeNull();
        _host.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_cancellation_is_passed_on()
    {
        _host.On("/hang", Replies.Hang);
        using var cancellation = new CancellationTokenSource();
        using var fetcher = Fetcher(TimeSpan.FromMinutes(1));
        var fetching = fetcher.Ask(new KeyQuestion(_host.At("/hang")), cancellation.Token).AsTask();
        await _host.WaitForAsync(1);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(fetching);
    }

    private async Task<string?> FetchAsync(string path, TimeSpan? patience = null)
    {
        using var fetcher = Fetcher(patience ?? TimeSpan.FromMinutes(1));
        return (await fetcher.Ask(new KeyQuestion(_host.At(path)), TestContext.Current.CancellationToken))?.Text;
    }

    private static KeyFetcher Fetcher(TimeSpan patience) => new(
        new DeliveryOptions { DeliveryTimeout = patience }, new AddressGuard(CidrList.CreateFrom([IPNetwork.Parse("127.0.0.0/8")])));
}
