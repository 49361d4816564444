using Ringback.Core.Access;
using Ringback.Core.Ids;
using Ringback.Server.Auth;
using Ringback.Testing;

namespace Ringback.Server.Tests.Auth;

public sealed class TokenRevocationsTests
{
    private readonly ManualTime _clock = new();
    private readonly Revocations _revocations = new();
    private readonly Ksuid _organisation;
    private readonly Ksuid _app;
    private readonly Ksuid _otherApp;
    private readonly TokenIssuer _issuer;
    private readonly Authenticator _authenticator;

    public TokenRevocationsTests()
    {
        var ids = new IdSource(_clock);
        var secret = new byte[32];
        (_organisation, _app, _otherApp) = (ids.Next(), ids.Next(), ids.Next());
        _issuer = new TokenIssuer(secret, _clock, ids);
        _authenticator = new Authenticator(new TokenValidator(secret, _clock), new TokenRevocations(_revocations, _clock), _clock);
    }

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public void A_logout_ends_that_token_alone()
    {
        var (one, other) = (Token(_app), Token(_app));

        _revocations.Add(TokenRevocations.OfToken(_authenticator.Authenticate(one)!, _clock.GetUtcNow()));

        Works(one).ShouldBeFalse();
        Works(other).ShouldBeTrue();
    }

    [Fact]
    public void Expiring_all_of_an_application_ends_what_was_issued_before_after_the_grace()
    {
        var (before, elsewhere, organisation) = (Token(_app, "s"), Token(_otherApp), _issuer.Organisation(_organisation));
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        _revocations.Add(new Revocation(Revocation.Application(_app), Now, Now + 60_000, long.MaxValue));
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        // In the same second: only the id in it tells that it is a later one.
        var after = Token(_app);

        Works(before).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromMinutes(1));

        Works(before).ShouldBeFalse();
        Works(after).ShouldBeTrue();
        Works(elsewhere).ShouldBeTrue();
        Works(organisation).ShouldBeTrue();
    }

    [Fact]
    public void Expiring_a_session_leaves_the_others()
    {
        var (gone, stays, without) = (Token(_app, "gone"), Token(_app, "stays"), Token(_app));
        _clock.Advance(TimeSpan.FromSeconds(1));

        _revocations.Add(new Revocation(Revocation.Session(_app, "gone"), Now, Now, long.MaxValue));

        Works(gone).ShouldBeFalse();
        Works(stays).ShouldBeTrue();
        Works(without).ShouldBeTrue();
    }

    private bool Works(string token) => _authenticator.Authenticate(token) is not null;

    private string Token(Ksuid app, string? session = null) =>
        _issuer.Application(_organisation, app, new ApplicationGrant(TimeSpan.FromDays(1), session));
}
