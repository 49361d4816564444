using Ringback.Cli.Sources;
using Ringback.Cli.Usage;

namespace Ringback.Server.Tests.Cli.Sources;

/// <summary>Secrets as they are piped in or typed.</summary>
public sealed class SecretInputTests
{
    [Theory]
    [InlineData("stripe", "a", "a")]
    [InlineData("stripe", " a \r\n", "a")]
    [InlineData("stripe", "a\n\n \n", "a")]
    [InlineData("paypal", "a", "a")]
    public void A_line_for_each_value_is_taken(string type, string piped, params string[] values)
    {
        using var input = new StringReader(piped);
        SecretInput.ReadLines(ProviderGuides.Get(type), input).ShouldBe(values);
    }

    /// <summary>Which of the lines was meant can't be known, and those that are dropped may be the ones in use.</summary>
    [Theory]
    [InlineData("a\nb\nc\n")]
    [InlineData("a\n\nb")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n")]
    public void More_lines_than_values_are_refused(string piped)
    {
        using var input = new StringReader(piped);
        Should.Throw<UsageException>(() => SecretInput.ReadLines(ProviderGuides.Get("stripe"), input)).Message.ShouldBe(
            "the input has more lines than a source of type stripe has values. It has one value (secret), each on a line. Give several secrets, or one of several lines, with --config-file.");
    }

    [Fact]
    public void Too_few_lines_are_refused()
    {
        using var input = new StringReader("\n");
        Should.Throw<UsageException>(() => SecretInput.ReadLines(ProviderGuides.Get("stripe"), input)).Message.ShouldBe("Stripe, secret is missing. Type it, or pipe it in.");
    }

    [Theory]
    [InlineData("abc\r", "abc")]
    [InlineData("abx\bc\r", "abc")]
    [InlineData("\u0004", "")]
    [InlineData("ab\u0004", "ab")]
    public void Enter_and_the_end_of_the_input_end_what_is_typed(string keys, string typed)
    {
        var at = 0;
        SecretInput.ReadHidden(Next).ShouldBe(typed);
        at.ShouldBe(keys.Length);

        ConsoleKeyInfo Next() => keys[at++] switch
        {
            '\r' => new ConsoleKeyInfo('\r', ConsoleKey.Enter, false, false, false),
            '\b' => new ConsoleKeyInfo('\b', ConsoleKey.Backspace, false, false, false),
            '\u0004' => new ConsoleKeyInfo('\u0004', ConsoleKey.D, false, false, true),
            var other => new ConsoleKeyInfo(other, ConsoleKey.NoName, false, false, false),
        };
    }
}
