using Ringback.Core.Access;

namespace Ringback.Storage.Contracts;

/// <summary>What was revoked stays so, also after a restart, as long as it matters.</summary>
public abstract class RevocationContract : StoreContract
{
    internal RevocationContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task A_revocation_holds_for_what_was_issued_before_it_and_from_its_time_on()
    {
        var subject = Revocation.Application(Ids.Next());
        await Store.Revoked.RevokeAsync([new(subject, IssuedBefore: Now, From: Now + 60_000, Until: Now + 1_000_000)]);
        for (var round = 0; round < 2; round++)
        {
            var revoked = Store.Revoked.Revocations;
            revoked.IsRevoked(subject, Now - 1, Now + 59_999).ShouldBeFalse();
            revoked.IsRevoked(subject, Now - 1, Now + 60_000).ShouldBeTrue();
            revoked.IsRevoked(subject, Now, Now + 60_000).ShouldBeFalse();
            revoked.IsRevoked(Revocation.Application(Ids.Next()), Now - 1, Now + 60_000).ShouldBeFalse();
            Reopen();
        }
    }

    [Fact]
    public async Task An_earlier_revocation_holds_beside_a_later_one()
    {
        var subject = Revocation.Session(Ids.Next(), "s");
        await Store.Revoked.RevokeAsync([new(subject, Now, Now, Now + 1_000_000)]);
        await Store.Revoked.RevokeAsync([new(subject, Now + 10, Now + 60_000, Now + 1_000_000)]);
        Reopen();
        var revoked = Store.Revoked.Revocations;
        revoked.IsRevoked(subject, Now - 1, Now).ShouldBeTrue();
        revoked.IsRevoked(subject, Now + 5, Now).ShouldBeFalse();
        revoked.IsRevoked(subject, Now + 5, Now + 60_000).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1000, 9000)]
    [InlineData(9000, 1000)]
    public async Task Of_two_made_at_once_the_one_that_is_kept_longer_holds(long first, long second)
    {
        var revocation = new Revocation(Revocation.Token("a"), Now, Now, Now + first);
        await Store.Revoked.RevokeAsync([revocation]);
        await Store.Revoked.RevokeAsync([revocation with { Until = Now + second }]);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Store.Revoked.RevokeAsync([new(Revocation.Token("b"), Now, Now, Now + 1000)]);
        for (var round = 0; round < 2; round++)
        {
            Store.Revoked.Revocations.IsRevoked(Revocation.Token("a"), 0, Now).ShouldBeTrue();
            Store.Revoked.Revocations.Count.ShouldBe(2);
            Reopen();
        }
    }

    /// <summary>Whoever revokes all tokens of an application every second has one revocation for it, not millions.</summary>
    [Fact]
    public async Task A_subject_that_is_revoked_again_and_again_has_one_revocation()
    {
        var subject = Revocation.Application(Ids.Next());
        for (var n = 0; n < 10; n++)
        {
            await Store.Revoked.RevokeAsync([new(subject, Now + 1, Now, Now + 1_000_000)]);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        for (var round = 0; round < 2; round++)
        {
            Store.Revoked.Revocations.Count.ShouldBe(1);
            Store.Revoked.Revocations.IsRevoked(subject, Now - 1000, Now).ShouldBeTrue();
            Store.Revoked.Revocations.IsRevoked(subject, Now, Now).ShouldBeFalse();
            Reopen();
        }
    }

    [Fact]
    public async Task What_is_of_no_use_any_more_is_dropped_with_the_next_one()
    {
        await Store.Revoked.RevokeAsync([new(Revocation.Token("a"), Now, Now, Now + 1000), new(Revocation.Token("b"), Now, Now, Now + 9000)]);
        Clock.Advance(TimeSpan.FromSeconds(5));
        await Store.Revoked.RevokeAsync([new(Revocation.Token("c"), Now, Now, Now + 1000)]);
        for (var round = 0; round < 2; round++)
        {
            Store.Revoked.Revocations.Count.ShouldBe(2);
            Store.Revoked.Revocations.IsRevoked(Revocation.Token("b"), 0, Now).ShouldBeTrue();
            Reopen();
        }
    }
}
