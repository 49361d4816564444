using System.Text.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Jwt;

/// <summary>How long Plaid's keys are kept, and how often it is asked.</summary>
public sealed class PlaidKeysTests
{
    private readonly ScriptedKeyHost _host = new(Known);
    private readonly IRequestVerifier _verifier;

    public PlaidKeysTests() => _verifier = Sources.Build("plaid", """{"clientId":"c","secret":"s"}""", _host).Verifier;

    [Fact]
    public async Task A_key_is_kept_for_an_hour()
    {
        (await VerifyAsync("k1", 0)).ShouldBe(Refusal.None);
        (await VerifyAsync("k1", 3599)).ShouldBe(Refusal.None);
        _host.Asked.ShouldBe(1);
        (await VerifyAsync("k1", 3600)).ShouldBe(Refusal.None);
        _host.Asked.ShouldBe(2);
    }

    [Theory]
    [InlineData(null, nameof(Refusal.Unavailable))]
    [InlineData("{}", nameof(Refusal.NoMatch))]
    [InlineData("", nameof(Refusal.NoMatch))]
    [InlineData("<html>", nameof(Refusal.NoMatch))]
    [InlineData("[]", nameof(Refusal.NoMatch))]
    [InlineData("7", nameof(Refusal.NoMatch))]
    [InlineData("""{"key":[]}""", nameof(Refusal.NoMatch))]
    [InlineData("""{"key":{"kty":"EC","kid":"\ud800"}}""", nameof(Refusal.NoMatch))]
    public async Task What_is_no_key_is_kept_for_a_minute(string? answer, string refusal)
    {
        _host.Answer = _ => answer is null ? null : new KeyAnswer(answer);
        (await VerifyAsync("k1", 0)).ToString().ShouldBe(refusal);
        (await VerifyAsync("k1", 59)).ToString().ShouldBe(refusal);
        _host.Asked.ShouldBe(1);
        _host.Answer = Known;
        (await VerifyAsync("k1", 60)).ShouldBe(Refusal.None);
        _host.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Those_who_need_a_key_at_the_same_time_ask_once()
    {
        _host.Hold();
        var (first, second) = (VerifyAsync("k1", 0), VerifyAsync("k1", 0));
        _host.LetGo();
        (await first).ShouldBe(Refusal.None);
        (await second).ShouldBe(Refusal.None);
        _host.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task The_minute_begins_anew_when_the_clock_goes_back()
    {
        for (var i = 0; i < 6; i++) (await VerifyAsync($"k{i}", 0)).ShouldBe(Refusal.None);
        (await VerifyAsync("k6", 0)).ShouldBe(Refusal.Unavailable);
        (await VerifyAsync("k6", -1)).ShouldBe(Refusal.None);
    }

    [Fact]
    public async Task Of_more_than_sixteen_keys_the_oldest_is_let_go()
    {
        for (var i = 0; i < 16; i++) (await VerifyAsync($"k{i}", 10 * i)).ShouldBe(Refusal.None);
        // One that is kept already takes no other's place.
        for (var i = 0; i < 16; i++) (await VerifyAsync($"k{i}", 150)).ShouldBe(Refusal.None);
        _host.Asked.ShouldBe(16);
        (await VerifyAsync("k16", 160)).ShouldBe(Refusal.None);
        for (var i = 1; i <= 16; i++) (await VerifyAsync($"k{i}", 160)).ShouldBe(Refusal.None);
        _host.Asked.ShouldBe(17);
        (await VerifyAsync("k0", 160)).ShouldBe(Refusal.None);
        _host.Asked.ShouldBe(18);
    }

    private static KeyAnswer Known(KeyQuestion question)
    {
        using var json = JsonDocument.Parse(question.Json!);
        return new KeyAnswer(TestJwt.PlaidKey(json.RootElement.GetProperty("key_id").GetString()!));
    }

    private async Task<Refusal> VerifyAsync(string id, int seconds)
    {
        var now = Sources.Now.AddSeconds(seconds);
        var token = TestJwt.Es256(new { iat = now.ToUnixTimeSeconds(), request_body_sha256 = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a" }, id);
        return (await _verifier.Verify(Sources.Post("{}", ("Plaid-Verification", token)), now, TestContext.Current.CancellationToken)).Refusal;
    }
}
