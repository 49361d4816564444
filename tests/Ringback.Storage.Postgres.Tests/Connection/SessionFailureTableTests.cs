using Npgsql;
using Ringback.Core.Commit;
using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class SessionFailureTableTests
{
    [Theory]
    [InlineData("57P01", "ended the session")]
    [InlineData("57P03", "isn't ready")]
    [InlineData("53100", "Free space")]
    [InlineData("53200", "memory")]
    [InlineData("53300", "max_connections")]
    [InlineData("25006", "primary")]
    [InlineData("57014", "took too long")]
    [InlineData("55P03", "pg_locks")]
    [InlineData("40001", "can be sent again")]
    [InlineData("40P01", "can be sent again")]
    [InlineData("25P03", "took too long")]
    [InlineData("28P01", "pg_hba.conf")]
    [InlineData("3D000", "Create it")]
    [InlineData("08006", "the network")]
    [InlineData("58030", "disk")]
    [InlineData("XX001", "Restore")]
    [InlineData("23505", null)]
    [InlineData("42P01", null)]
    [InlineData("XX000", null)]
    [InlineData("22003", null)]
    public void A_state_says_whether_the_store_can_be_used(string state, string? remedy)
    {
        var refused = new PostgresException("the reason", "ERROR", "ERROR", state);
        var translated = SessionFailure.Translate(refused, isBroken: false);
        if (remedy is null)
        {
            translated.ShouldBeSameAs(refused);
            return;
        }

        translated.ShouldBeOfType<StoreUnavailableException>().InnerException.ShouldBeSameAs(refused);
        translated.Message.ShouldContain("the reason");
        translated.Message.ShouldContain(remedy);
    }
}
