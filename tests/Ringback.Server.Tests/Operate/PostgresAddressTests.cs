using Ringback.Core.Accept;
using Ringback.Core.Operate;
using Ringback.Operate.Sql.Postgres;

namespace Ringback.Server.Tests.Operate;

public sealed class PostgresAddressTests
{
    [Theory]
    [InlineData("Host=db;Password=abc;s3cret=1")]
    [InlineData("postgres://user:s3cret@db:port/shop")]
    [InlineData("postgres://user:password@db/shop?s3cret=1")]
    public void What_is_wrong_with_an_address_shows_nothing_of_it(string address)
    {
        var failure = Should.Throw<StoreUnavailableException>(
            () => PostgresAddress.ToConnectionString(new NamedConnection("shop", ConnectionKind.Postgres, address), TimeSpan.FromSeconds(1)));
        failure.ToString().ShouldNotContain("s3cret");
    }
}
