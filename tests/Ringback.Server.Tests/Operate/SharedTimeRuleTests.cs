using Ringback.Core.Catalog;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Sessions;

namespace Ringback.Server.Tests.Operate;

/// <summary>Who has time in a transaction that several runs share.</summary>
public sealed class SharedTimeRuleTests
{
    private static readonly Patience Shared = Patience.Short(TimeSpan.FromMinutes(1));

    [Theory]
    [InlineData(499, true)]
    [InlineData(500, false)]
    public void An_operation_has_half_a_second_and_the_rest_of_it_is_put_back(long spent, bool has)
    {
        var time = new SharedTime(Shared);
        time.Spend(Work("op_a"), spent);
        Says(time, "op_a", allowed: has, putBack: !has, moved: false);
        Says(time, "op_b", allowed: true, putBack: false, moved: false);
        time.IsOver.ShouldBe(!has);
    }

    [Theory]
    [InlineData(250, true)]
    [InlineData(334, false)]
    public void All_of_them_have_a_second(long spentByEach, bool have)
    {
        var time = new SharedTime(Shared);
        foreach (var operation in (string[])["op_a", "op_b", "op_c"]) time.Spend(Work(operation), spentByEach);
        Says(time, "op_d", allowed: have, putBack: !have, moved: false);
    }

    [Fact]
    public void After_a_run_that_took_too_long_the_others_of_its_operation_are_moved_untried()
    {
        var time = new SharedTime(Shared);
        var late = Work("op_a");
        (late.IsToMove, late.Result) = (true, SqlResult.Failed(SqlStatus.TimedOut, "late"));
        time.Spend(late, 500);
        Says(time, "op_a", allowed: false, putBack: false, moved: true);
        Says(time, "op_b", allowed: true, putBack: false, moved: false);
        time.IsOver.ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_is_alone_has_all_the_time_of_its_statements()
    {
        var time = new SharedTime(Patience.Full(TimeSpan.FromMinutes(1)));
        time.Spend(Work("op_a"), 60_000);
        Says(time, "op_a", allowed: true, putBack: false, moved: false);
    }

    private static void Says(SharedTime time, string operation, bool allowed, bool putBack, bool moved)
    {
        var work = Work(operation);
        (time.Allows(work), work.IsPutBack, work.IsToMove).ShouldBe((allowed, putBack, moved));
        if (moved) work.Result.Status.ShouldBe(SqlStatus.TimedOut);
    }

    private static SqlWork Work(string operation) =>
        new(SqlPlans.Of("shop", new SqlStatement("select 1", null)), new SqlRun("msg_a", operation, 0, [[]], "org_a"));
}
