using System.Security.Cryptography;
using Ringback.Verification.Jwt;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Jwt;

/// <summary>How long a provider's keys are kept, and when they are asked for again.</summary>
public sealed class JwksKeysTests
{
    private static readonly string Keys = TestJwt.Jwks(("k1", TestJwt.Rsa));
    private readonly ScriptedKeyHost _host = new(_ => new KeyAnswer(Keys, TimeSpan.FromMinutes(1)));
    private readonly JwksKeys _keys;

    public JwksKeysTests() => _keys = new JwksKeys(_host, new Uri("https://keys.example.com/"));

    /// <summary>As long as their host says, but a minute at least and a day at most; an hour where it doesn't say.</summary>
    [Theory]
    [InlineData(null, 3600)]
    [InlineData(0, 60)]
    [InlineData(59, 60)]
    [InlineData(61, 61)]
    [InlineData(86_399, 86_399)]
    [InlineData(86_401, 86_400)]
    public async Task Keys_are_kept_for_a_while(int? maxAge, int kept)
    {
        _host.Answer = _ => new KeyAnswer(Keys, maxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        (await FindAsync("k1", 0)).Key.ShouldNotBeNull();
        (await FindAsync("k1", kept - 1)).Key.ShouldNotBeNull();
        _host.Asked.ShouldBe(1);
        (await FindAsync("k1", kept)).Key.ShouldNotBeNull();
        _host.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task An_unknown_key_has_them_asked_for_again_after_a_minute()
    {
        (await FindAsync("k2", 0)).ShouldBe(new JwtKey(null));
        (await FindAsync("k2", 59)).ShouldBe(new JwtKey(null, IsUnavailable: true));
        _host.Asked.ShouldBe(1);
        (await FindAsync("k2", 60)).ShouldBe(new JwtKey(null));
        _host.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_asked_again_after_ten_seconds()
    {
        _host.Answer = _ => null;
        (await FindAsync("k1", 0)).ShouldBe(new JwtKey(null, IsUnavailable: true));
        (await FindAsync("k1", 9)).ShouldBe(new JwtKey(null, IsUnavailable: true));
        _host.Asked.ShouldBe(1);
        (await FindAsync("k1", 10)).ShouldBe(new JwtKey(null, IsUnavailable: true));
        _host.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Keys_are_good_for_a_day_more_while_their_host_does_not_answer()
    {
        const int End = 60 + 86_400;
        (await FindAsync("k1", 0)).Key.ShouldNotBeNull();
        _host.Answer = _ => null;
        (await FindAsync("k1", End - 1)).Key.ShouldNotBeNull();
        (await FindAsync("k1", End)).ShouldBe(new JwtKey(null, IsUnavailable: true));
    }

    [Fact]
    public async Task Those_who_need_a_key_at_the_same_time_ask_once()
    {
        _host.Hold();
        var (first, second) = (FindAsync("k1", 0), FindAsync("k1", 0));
        _host.LetGo();
        (await first).Key.ShouldNotBeNull();
        (await second).Key.ShouldNotBeNull();
        _host.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_keys_the_first_are_kept()
    {
        using var other = RSA.Create(2048);
        _host.Answer = _ => new KeyAnswer(TestJwt.Jwks([.. Enumerable.Range(1, 33).Select(i => ($"k{i}", other))]));
        (await FindAsync("k32", 0)).Key.ShouldNotBeNull();
        (await FindAsync("k33", 0)).Key.ShouldBeNull();
    }

    private Task<JwtKey> FindAsync(string id, int seconds) =>
        _keys.Find(id, Sources.Now.AddSeconds(seconds), TestContext.Current.CancellationToken).AsTask();
}
