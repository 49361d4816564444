using Ringback.Core.Lanes;

namespace Ringback.Core.Tests.Lanes;

public sealed class ConcurrencyWindowTests
{
    /// <summary>s: success; S: slow success; f: failure; F: slow failure; t: asked for less; w: something hangs.</summary>
    [Theory]
    [InlineData("", 4, 1)]
    [InlineData("s", 5, 5)]
    [InlineData("ssssssssssss", 16, 16)]
    [InlineData("sssssssssssssssssssss", 16, 16)]
    [InlineData("f", 3, 1)]
    [InlineData("fffff", 1, 1)]
    [InlineData("fffffs", 2, 2)]
    [InlineData("sssst", 4, 1)]
    [InlineData("sssstttt", 1, 1)]
    [InlineData("S", 5, 1)]
    [InlineData("ssssS", 9, 1)]
    [InlineData("ssssSs", 10, 10)]
    [InlineData("ssssF", 1, 1)]
    [InlineData("ssssw", 8, 1)]
    [InlineData("sssswF", 1, 1)]
    [InlineData("sssswFs", 2, 2)]
    public void Opens_with_success_and_closes_with_failure(string landings, int size, int sizeWhereSlotsAreScarce)
    {
        var window = After(landings);
        window.Size(crowded: false).ShouldBe(size);
        window.Size(crowded: true).ShouldBe(sizeWhereSlotsAreScarce);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("s", true, false)]
    [InlineData("sS", false, true)]
    [InlineData("f", false, true)]
    [InlineData("fs", true, false)]
    [InlineData("sw", false, true)]
    [InlineData("w", false, true)]
    public void Is_proven_or_doubtful_by_what_it_did_last(string landings, bool proven, bool doubtful)
    {
        var window = After(landings);
        (window.Proven, window.Doubtful).ShouldBe((proven, doubtful));
    }

    [Fact]
    public void Is_never_larger_than_allowed() => new ConcurrencyWindow(2).Size(crowded: false).ShouldBe(2);

    private static ConcurrencyWindow After(string landings)
    {
        var window = new ConcurrencyWindow(16);
        foreach (var landing in landings)
        {
            if (landing == 'w') window.Stalled();
            else window.AttemptEnded(landing is 's' or 'S', landing == 't', char.IsUpper(landing) ? ConcurrencyWindow.SlowMs : 20);
        }

        return window;
    }
}
