using Ringback.Core.Operate;

namespace Ringback.Core.Tests.Operate;

public sealed class NumberedParameterTests
{
    [Theory]
    [InlineData("select $1", "$1")]
    [InlineData("insert into t values($12,'x')", "$12")]
    [InlineData("select 'it''s' || $1", "$1")]
    [InlineData("select E'it\\'s $1', $2", "$2")]
    [InlineData("select 'a\\', $1", "$1")]
    [InlineData("select $$text $1$$ || $2", "$2")]
    [InlineData("select /* $1 /* $2 */ $3 */ $4", "$4")]
    [InlineData("select 1 -- $1\n, $2", "$2")]
    [InlineData("select \"a$1\", $2", "$2")]
    [InlineData("select @a+$1", "$1")]
    [InlineData("select '$1'", null)]
    [InlineData("select 'it''s $1'", null)]
    [InlineData("select E'\\\\', '$1'", null)]
    [InlineData("select \"$1\" from t", null)]
    [InlineData("select a$1, _$2, t1$3 from t", null)]
    [InlineData("select $body$ $1 $$ $2 $body$", null)]
    [InlineData("select /* $1 /* $2 */ $3 */ 4", null)]
    [InlineData("select 1 -- $1", null)]
    [InlineData("select '$1", null)]
    [InlineData("select /* $1", null)]
    [InlineData("select $", null)]
    [InlineData("select '{\"a\": \"$.b\"}'::jsonb @? '$.a[1]'", null)]
    [InlineData("update orders set paid = @a where id = @b", null)]
    public void A_parameter_by_number_is_found_where_the_database_would_see_one(string sql, string? found)
    {
        NumberedParameter.Find(sql).ShouldBe(found);
        if (found is null) SqlText.Problem(sql).ShouldBeNull();
        else SqlText.Problem(sql)!.ShouldStartWith($"has {found}: write each parameter as @name");
    }
}
