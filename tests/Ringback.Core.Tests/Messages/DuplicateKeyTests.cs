using System.Text;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Messages;

public sealed class DuplicateKeyTests
{
    [Fact]
    public void A_key_is_of_its_source_its_kind_and_the_whole_of_its_value()
    {
        var long1 = new string('x', 100_000) + "1";
        var long2 = new string('x', 100_000) + "2";
        UInt128[] hashes =
        [
            Of(1, DuplicateKeyKind.EventId, "a"), Of(2, DuplicateKeyKind.EventId, "a"), Of(1, DuplicateKeyKind.Body, "a"), Of(1, DuplicateKeyKind.Natural, "a"),
            Of(1, DuplicateKeyKind.EventId, ""), Of(1, DuplicateKeyKind.EventId, "a\0"), Of(1, DuplicateKeyKind.EventId, long1), Of(1, DuplicateKeyKind.EventId, long2),
            Of(1, DuplicateKeyKind.EventId, new string('y', 512)), Of(1, DuplicateKeyKind.EventId, new string('y', 513)),
        ];
        hashes.ShouldBeUnique();
        Of(1, DuplicateKeyKind.EventId, long1).ShouldBe(Of(1, DuplicateKeyKind.EventId, long1));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("grüße")]
    public void Text_is_its_utf8(string text) =>
        DuplicateKey.Create(1, DuplicateKeyKind.EventId, text, 5).ShouldBe(DuplicateKey.Create(1, DuplicateKeyKind.EventId, Encoding.UTF8.GetBytes(text), 5));

    private static UInt128 Of(int application, DuplicateKeyKind kind, string value) => DuplicateKey.Create(application, kind, value, 1).Hash;
}
