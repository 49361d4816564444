using CsCheck;
using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class TextEscapeTests(PostgresDatabases databases) : PostgresTest(databases, isShared: true)
{
    // Letters that matter, in any order, and some that don't.
    private const string Letters = "\0\u000101a\u0002\uD83D\uDE00\uDC00\uFFFDé";

    private static readonly Gen<string> Texts = Gen.Int[0, Letters.Length - 1].Array[0, 8].Select(static places => new string([.. places.Select(place => Letters[place])]));

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("\0", "\u00010")]
    [InlineData("\u0001", "\u00011")]
    [InlineData("\u00010", "\u000110")]
    [InlineData("a\0b\u0001c", "a\u00010b\u00011c")]
    [InlineData("\uD83D\uDE00", "\uD83D\uDE00")]
    public void Is_escaped(string text, string escaped)
    {
        TextEscape.Escape(text).ShouldBe(escaped);
        TextEscape.Unescape(escaped).ShouldBe(text);
    }

    [Fact]
    public void Lone_surrogates_are_replaced_as_SQLite_replaces_them()
    {
        // Not by a table: a test's arguments can't be such texts.
        foreach (var text in (string[])["a\uD83D", "\uD83Da", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"])
            TextEscape.Escape(text).ShouldBe(AsUtf8(text));
    }

    [Fact]
    public void No_two_texts_become_one() =>
        Gen.Select(Texts, Texts).Sample(static (one, other) => (TextEscape.Escape(one) == TextEscape.Escape(other)) == (AsUtf8(one) == AsUtf8(other)));

    [Fact]
    public void What_is_stored_comes_back() => Texts.Sample(
        text => Database.Prepared("select cast(? as text)").Bind(text) is var row && row.Step() && row.Text(0) == AsUtf8(text), iter: 300, threads: 1);

    private static string AsUtf8(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
