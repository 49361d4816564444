using Ringback.Core.Http;

namespace Ringback.Core.Tests.Http;

public sealed class OutcomeTests
{
    [Theory]
    [InlineData(199, Outcome.Fail)]
    [InlineData(200, Outcome.Success)]
    [InlineData(202, Outcome.Success)]
    [InlineData(204, Outcome.Success)]
    [InlineData(299, Outcome.Success)]
    [InlineData(301, Outcome.Fail)]
    [InlineData(302, Outcome.Fail)]
    [InlineData(304, Outcome.Fail)]
    [InlineData(307, Outcome.Fail)]
    [InlineData(308, Outcome.Fail)]
    [InlineData(400, Outcome.Fail)]
    [InlineData(401, Outcome.Fail)]
    [InlineData(404, Outcome.Fail)]
    [InlineData(408, Outcome.Fail)]
    [InlineData(410, Outcome.FailAndDisable)]
    [InlineData(413, Outcome.Fail)]
    [InlineData(429, Outcome.FailAndThrottle)]
    [InlineData(500, Outcome.Fail)]
    [InlineData(502, Outcome.FailAndThrottle)]
    [InlineData(503, Outcome.Fail)]
    [InlineData(504, Outcome.FailAndThrottle)]
    [InlineData(599, Outcome.Fail)]
    [InlineData(999, Outcome.Fail)]
    public void The_status_decides(int status, object outcome) => OutcomeTable.Classify(FailureKind.None, status).ShouldBe(outcome);

    [Fact]
    public void Every_failure_without_a_response_is_tried_again_and_says_so_briefly()
    {
        foreach (var failure in Enum.GetValues<FailureKind>().Where(kind => kind != FailureKind.None))
        {
            OutcomeTable.Classify(failure, 0).ShouldBe(Outcome.Fail);
            FailureText.Describe(failure).Length.ShouldBeInRange(10, 80);
        }
    }
}
