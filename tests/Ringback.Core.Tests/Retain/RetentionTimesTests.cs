using Ringback.Core.Retain;

namespace Ringback.Core.Tests.Retain;

public sealed class RetentionTimesTests
{
    private static readonly long Now = 1_700_000_000_000;
    private static readonly RetentionTimes Times = RetentionTimes.At(Now, TimeSpan.FromDays(10));

    [Fact]
    public void History_is_kept_as_long_as_it_is_set_and_the_rest_for_some_weeks() =>
        Times.ShouldBe(new RetentionTimes(Now - 864_000_000, Now - 3_456_000_000, Now - 2_592_000_000));

    [Theory]
    // When the expectation ended, in milliseconds before the end of retention; whether its source is gone; whether it goes.
    [InlineData(null, false, false)]
    [InlineData(null, true, true)]
    [InlineData(0L, false, false)]
    [InlineData(1L, false, true)]
    [InlineData(0L, true, true)]
    public void An_expectation_goes_long_after_its_end_or_with_its_source(long? before, bool sourceIsGone, bool goes) =>
        Times.Drops(Times.History - before, sourceIsGone).ShouldBe(goes);
}
