using System.Net;
using Ringback.Core.Crypto;
using Ringback.Server.Gateway;

namespace Ringback.Server.Tests.Gateway;

/// <summary>The gateway's limits of addresses that fail, by a clock of ticks, and the names of secret headers.</summary>
public sealed class LimitTests
{
    private const long Second = TimeSpan.TicksPerSecond;
    private const long Start = 1000 * Second;

    [Fact]
    public void An_address_that_keeps_failing_is_blocked_at_that_source_until_time_has_passed()
    {
        var (failures, bad) = (new AddressFailures(), IPAddress.Parse("192.0.2.1"));
        for (var i = 0; i < AddressFailures.Burst; i++)
        {
            failures.IsBlocked(1, bad, Start).ShouldBeFalse();
            failures.Failed(1, bad, Start);
        }
        failures.IsBlocked(1, bad, Start).ShouldBeTrue();
        failures.IsBlocked(2, bad, Start).ShouldBeFalse();
        failures.IsBlocked(1, IPAddress.Parse("192.0.2.2"), Start).ShouldBeFalse();
        failures.IsBlocked(1, null, Start).ShouldBeFalse();
        failures.IsBlocked(1, bad, Start + Second).ShouldBeFalse();
    }

    [Fact]
    public void However_long_it_failed_it_is_let_in_again_within_a_second()
    {
        var (failures, bad) = (new AddressFailures(), IPAddress.Parse("192.0.2.1"));
        for (var i = 0; i < 100_000; i++) failures.Failed(1, bad, Start);
        failures.IsBlocked(1, bad, Start).ShouldBeTrue();
        failures.IsBlocked(1, bad, Start + Second).ShouldBeFalse();
    }

    [Fact]
    public void An_address_that_proved_itself_is_never_blocked_for_an_hour()
    {
        var (failures, shared) = (new AddressFailures(), IPAddress.Parse("192.0.2.1"));
        failures.Proven(1, shared, Start);
        var later = Start + 3599 * Second;
        for (var i = 0; i < 1000; i++) failures.Failed(1, shared, later);
        failures.IsBlocked(1, shared, later).ShouldBeFalse();
        for (var i = 0; i < 1000; i++) failures.Failed(1, shared, later + 2 * Second);
        failures.IsBlocked(1, shared, later + 2 * Second).ShouldBeTrue();
    }

    [Fact]
    public void An_ipv6_network_counts_as_one_address()
    {
        var failures = new AddressFailures();
        for (var i = 0; i < AddressFailures.Burst; i++) failures.Failed(1, IPAddress.Parse($"2001:db8:0:1::{i:x}"), Start);
        failures.IsBlocked(1, IPAddress.Parse("2001:db8:0:1:ffff::1"), Start).ShouldBeTrue();
        failures.IsBlocked(1, IPAddress.Parse("2001:db8:0:2::1"), Start).ShouldBeFalse();
    }

    [Fact]
    public void Any_number_of_addresses_takes_no_more_memory_and_the_proven_are_remembered_longest()
    {
        var (failures, provider) = (new AddressFailures(), IPAddress.Parse("203.0.113.1"));
        failures.Proven(1, provider, Start);
        for (var i = 0; i < 200_000; i++) failures.Failed(1, new IPAddress(0x0A000000L + i), Start);
        for (var i = 0; i < 1000; i++) failures.Failed(1, provider, Start);
        failures.IsBlocked(1, provider, Start).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/in/abc", "abc", "")]
    [InlineData("/in/abc/", "abc", "")]
    [InlineData("/in/abc/d/e", "abc", "/d/e")]
    [InlineData("/in/", "", "")]
    [InlineData("/in//x", "", "/x")]
    public void A_path_has_its_token_and_what_stands_behind_it(string path, string token, string rest)
    {
        IngestPath.TryParse(path, out var ingest).ShouldBeTrue();
        (ingest.Token, ingest.Rest).ShouldBe((token, rest));
        ingest.ToString().ShouldBe("/in/***");
    }

    [Theory]
    [InlineData("/inn/abc")]
    [InlineData("/in")]
    [InlineData("/api/in/abc")]
    [InlineData(null)]
    public void Other_paths_are_not_the_gateway_s(string? path) => IngestPath.TryParse(path, out _).ShouldBeFalse();

    [Theory]
    [InlineData("", "")]
    [InlineData("?", "")]
    [InlineData("?a=1&token=x&b", "?a=1&token=***&b")]
    [InlineData("?mine=x&MINE=y", "?mine=***&MINE=***")]
    [InlineData("?to%6ben=x", "?to%6ben=***")]
    [InlineData("?signature=abc", "?signature=abc")]
    public void Secrets_in_a_query_are_masked(string query, string masked) => SecretNames.MaskQuery(query, ["mine"]).ShouldBe(masked);

    [Theory]
    [InlineData("X-Auth-Key", true)]
    [InlineData("X-Access-Key", true)]
    [InlineData("x-api-key", true)]
    [InlineData("Ocp-Apim-Subscription-Key", true)]
    [InlineData("apiKey", true)]
    [InlineData("X-Functions-Key", true)]
    [InlineData("X-Auth", true)]
    [InlineData("X-Passcode", true)]
    [InlineData("X-Session-Id", true)]
    [InlineData("X-JWT", true)]
    [InlineData("Proxy-Authorization", true)]
    [InlineData("Idempotency-Key", false)]
    [InlineData("X-Public-Key", false)]
    [InlineData("Paypal-Auth-Algo", false)]
    [InlineData("X-Signature", false)]
    [InlineData("Stripe-Signature", false)]
    [InlineData("X-Key-Id", false)]
    [InlineData("X-Request-Id", false)]
    public void Names_of_headers_that_hold_secrets_are_known(string name, bool isSecret)
    {
        SecretNames.IsSecret(name, []).ShouldBe(isSecret);
        if (isSecret) Ringback.Server.Api.Models.HeaderRules.IsSensitive(name).ShouldBeTrue();
    }
}
