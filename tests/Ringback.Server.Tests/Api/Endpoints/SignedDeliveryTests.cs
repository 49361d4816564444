using Ringback.Core.Settings;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Api.Endpoints;

/// <summary>That secrets and headers, as they are set over the API, are those of the next delivery.</summary>
public sealed class SignedDeliveryTests : ApiTest
{
    private const string One = "/api/v1/app/acme/endpoint/one";
    private FakeReceiver _receiver = null!;

    private protected override void Configure(RingbackOptions options) =>
        options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);

    public override async ValueTask InitializeAsync()
    {
        _receiver = await FakeReceiver.StartAsync();
        await base.InitializeAsync();
        await ApplicationAsync("acme");
        await EndpointAsync("acme", $"{_receiver.Url}hook", ""","uid":"one","headers":{"X-First":"1","Authorization":"Bearer x"} """);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task While_a_secret_is_rotated_to_another_kind_both_sign()
    {
        var old = (string)(await JsonAsync(200, "GET", One + "/secret"))["key"]!;
        (await DeliverAsync()).Verify(old).ShouldBe(SignatureCheck.Valid);

        var next = EndpointSecret.Generate(SecretKind.Asymmetric);
        await JsonAsync(204, "POST", One + "/secret/rotate", $$"""{"key":"{{next.Text}}"}""");
        var both = await DeliverAsync();
        both.Header("webhook-signature")!.Split(' ').Select(signature => signature.Split(',')[0]).ShouldBe(["v1a", "v1"], ignoreOrder: true);
        both.Verify(old).ShouldBe(SignatureCheck.Valid);
        both.Verify(next.Shown).ShouldBe(SignatureCheck.Valid);

        await JsonAsync(204, "POST", One + "/secret/rotate", """{"gracePeriodSeconds":0}""");
        var last = (string)(await JsonAsync(200, "GET", One + "/secret"))["key"]!;
        var request = await DeliverAsync();
        request.Verify(last).ShouldBe(SignatureCheck.Valid);
        request.Verify(next.Shown).ShouldNotBe(SignatureCheck.Valid);
    }

    [Fact]
    public async Task Headers_are_those_last_set()
    {
        var first = await DeliverAsync();
        (first.Header("X-First"), first.Header("Authorization")).ShouldBe(("1", "Bearer x"));
        await JsonAsync(204, "PATCH", One + "/headers", """{"headers":{"x-first":"2","X-Second":"s"},"deleteHeaders":["Authorization"]}""");
        var second = await DeliverAsync();
        (second.Header("X-First"), second.Header("X-Second"), second.Header("Authorization")).ShouldBe(("2", "s", null));
    }

    private async Task<ReceivedRequest> DeliverAsync()
    {
        var message = await JsonAsync(202, "POST", "/api/v1/app/acme/msg", """{"eventType":"a","payload":{}}""");
        return await _receiver.WaitForAsync(request => request.MessageId == (string)message["id"]!);
    }
}
