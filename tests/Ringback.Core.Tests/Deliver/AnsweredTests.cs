using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Http;
using Ringback.Core.Lanes;
using Ringback.Core.Operate;
using Ringback.Core.Signing;

namespace Ringback.Core.Tests.Deliver;

/// <summary>Which results speak against a destination: by those its window closes and its breaker opens.</summary>
public sealed class AnsweredTests
{
    private static readonly SqlOperation Sql = new("shop", [new SqlStatement("select 1", null)]);

    private static readonly SourceApplication Application =
        new() { Id = 1, Ksuid = default, Organisation = new Organisation(1, "org_x"), Name = "a", CreatedAt = 0, UpdatedAt = 0 };

    private static readonly SourceOperation Operation =
        new() { Id = 2, Ksuid = default, ApplicationId = 1, Definition = new OperationDefinition { Sql = Sql }, CreatedAt = 0, UpdatedAt = 0 };

    private static readonly HttpEndpoint Endpoint =
        new() { Id = 1, Ksuid = default, ApplicationId = 1, Url = "https://example.com/", CreatedAt = 0, UpdatedAt = 0 };

    private static readonly ResolvedOperation Database = new(Operation, Application, new SqlPlan(Operation, Sql));
    private static readonly ResolvedEndpoint Receiver = new(Endpoint, Application, new Uri(Endpoint.Url), new MessageSigner([]), [], long.MaxValue);

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
        var outcome = OutcomeTable.Classify(result.Failure, status);
        AttemptMaker.IsAnswered(outcome, result, Receiver).ShouldBe(ofReceiver);
        AttemptMaker.IsAnswered(outcome, result, Database).ShouldBe(ofDatabase);
        AttemptMaker.IsAnswered(outcome, result with { IsUnfit = true }, Receiver).ShouldBeTrue();
        AttemptMaker.IsAnswered(outcome, result with { IsHeld = true, IsPostponed = true }, Database).ShouldBeTrue();
    }

}
