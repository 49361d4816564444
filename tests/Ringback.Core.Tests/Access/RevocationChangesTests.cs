using Ringback.Core.Access;
using Ringback.Core.Tests.Commit;

namespace Ringback.Core.Tests.Access;

public sealed class RevocationChangesTests : IRevocationRows
{
    private readonly MemoryBatch _batch = new() { Now = 100 };
    private readonly Revocations _revocations = new();
    private readonly RevocationChanges _rule;
    private readonly List<Revocation> _rows = [];

    public RevocationChangesTests() => _rule = new RevocationChanges(_batch, this, _revocations);

    [Theory]
    // Issued before, from and until: of the one that is there, of the next one; which are left.
    [InlineData("10 50 200", "10 50 200", "10 50 200")]
    [InlineData("10 50 200", "10 50 300", "10 50 300")]
    [InlineData("10 50 300", "10 50 200", "10 50 300")]
    [InlineData("10 50 200", "20 50 200", "20 50 200")]
    [InlineData("20 50 200", "10 50 300", "20 50 200, 10 50 300")]
    // Both hold already: from when is the same to whoever asks from now on.
    [InlineData("10 50 200", "10 60 200", "10 50 200")]
    [InlineData("10 150 200", "10 160 200", "10 150 200")]
    [InlineData("10 160 200", "10 150 200", "10 150 200")]
    public void One_that_says_all_that_another_says_takes_its_place(string first, string second, string left)
    {
        _rule.Revoke([Of(first)]);
        _rule.Revoke([Of(second)]);
        var expected = left.Split(", ").Select(Of);
        _rows.ShouldBe(expected);
        _revocations.ForSubject("s").ShouldBe(expected);
    }

    [Fact]
    public void One_whose_tokens_have_all_expired_leaves_with_the_next()
    {
        _rule.Revoke([Of("10 50 200")]);
        _batch.Now = 200;
        _rule.Revoke([new Revocation("other", 10, 50, 300)]);
        _rows.ShouldBe([new Revocation("other", 10, 50, 300)]);
        _revocations.Count.ShouldBe(1);
    }

    [Fact]
    public void What_is_not_committed_is_not_revoked()
    {
        _rule.Revoke([Of("10 50 200")]);
        _batch.Commit();
        _rule.Revoke([Of("20 50 300")]);
        _batch.TakeBack();
        _revocations.ForSubject("s").ShouldBe([Of("10 50 200")]);
    }

    private static Revocation Of(string text)
    {
        var numbers = text.Split(' ').Select(long.Parse).ToArray();
        return new Revocation("s", numbers[0], numbers[1], numbers[2]);
    }

    void IRevocationRows.Add(Revocation revocation) => _rows.Add(revocation);

    void IRevocationRows.Remove(Revocation revocation) => _rows.Remove(revocation);
}
