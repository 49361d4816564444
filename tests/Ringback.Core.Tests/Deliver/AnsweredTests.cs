using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Http;
using Ringback.Core.Operate;

namespace Ringback.Core.Tests.Deliver;

/// <summary>Which results speak against a destination: by those its window closes and its breaker opens.</summary>
public sealed class AnsweredTests
{
    private static readonly SqlOperation Sql = new("shop", [new SqlStatement("select 1", null)]);

    [Theory]
    [InlineData(200, true, true)]
    [InlineData(409, false, true)]
    [InlineData(422, false, true)]
    [InlineData(504, false, true)]
    [InlineData(424, false, false)]
    [InlineData(503, false, false)]
    [InlineData(500, false, false)]
    public void A_database_is_not_blamed_for_rows_and_locks(int status, bool ofReceiver, bool ofDatabase)
    {
        var result = new SendResult(FailureKind.None, status, 2000, [], null);
        var outcome = OutcomeTable.Of(result.Failure, status);
        AttemptMaker.IsAnswered(outcome, result, null).ShouldBe(ofReceiver);
        AttemptMaker.IsAnswered(outcome, result, Plan()).ShouldBe(ofDatabase);
        AttemptMaker.IsAnswered(outcome, result with { IsUnfit = true }, null).ShouldBeTrue();
        AttemptMaker.IsAnswered(outcome, result with { IsHeld = true, IsPostponed = true }, Plan()).ShouldBeTrue();
    }

    private static SqlPlan Plan() => new(
        new Endpoint
        {
            Id = 1 << 30,
            Ksuid = default,
            ApplicationId = 1,
            Url = "",
            Kind = EndpointKind.Operation,
            CreatedAt = 0,
            UpdatedAt = 0,
            Operation = new OperationDefinition { Sql = Sql },
        },
        Sql);
}
