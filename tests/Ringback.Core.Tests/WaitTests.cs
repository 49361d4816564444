using Ringback.Testing;

namespace Ringback.Core.Tests;

/// <summary>A test that gives up waiting says what it saw last.</summary>
public sealed class WaitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task The_last_value_the_expression_and_the_number_of_looks_are_told()
    {
        var looks = 0;
        var late = await Should.ThrowAsync<TimeoutException>(() => Wait.ForAsync(() => ++looks, seen => seen < 0, Short));
        late.Message.ShouldContain("++looks: seen => seen < 0");
        late.Message.ShouldContain($"looked {looks} times");
        late.Message.ShouldEndWith($"It saw last: {looks}");
    }

    [Fact]
    public async Task A_condition_is_told_with_what_the_test_shows_of_it()
    {
        var late = await Should.ThrowAsync<TimeoutException>(() => Wait.UntilAsync(() => false, () => new[] { "a", "b" }, Short));
        late.Message.ShouldEndWith("It saw last: [a, b]");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 3)]
    [InlineData(100, 4)]
    public async Task A_limit_that_was_too_short_is_made_longer_until_it_is_enough(int enough, int expected)
    {
        var limits = new List<TimeSpan>();
        (await EnoughTime.ForAsync(limit =>
        {
            limits.Add(limit);
            return Task.FromResult(limits.Count);
        }, tried => tried >= enough)).ShouldBe(expected);
        limits.ShouldBeInOrder();
        limits.Distinct().Count().ShouldBe(expected);
    }

    [Fact]
    public async Task What_is_wanted_is_given() => (await Wait.ForAsync(() => 7, seen => seen == 7)).ShouldBe(7);
}
