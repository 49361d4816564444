using Ringback.Storage.Postgres.Connection;

namespace Ringback.Storage.Postgres.Tests.Connection;

public sealed class SqlTranslationTests
{
    [Theory]
    [InlineData("select 1", "select 1", 0)]
    [InlineData("select ?, ?", "select $1, $2", 2)]
    [InlineData("select ?2, ?1, ?2", "select $2, $1, $2", 2)]
    [InlineData("select ?3, ?", "select $3, $4", 4)]
    [InlineData("select ?10", "select $10", 10)]
    [InlineData("select '?', '?''?', ?", "select '?', '?''?', $1", 1)]
    [InlineData("select \"a?\", ?", "select \"a?\", $1", 1)]
    [InlineData("select ? -- why?\n, ?", "select $1 -- why?\n, $2", 2)]
    [InlineData("select ? /* why? */, ?", "select $1 /* why? */, $2", 2)]
    [InlineData("select '?", "select '?", 0)]
    [InlineData("select a from t indexed by t_a where a = ?", "select a from t where a = $1", 1)]
    [InlineData("select a from t m Indexed  By\n t_a", "select a from t m", 0)]
    [InlineData("select 'indexed by t_a', indexed, by", "select 'indexed by t_a', indexed, by", 0)]
    [InlineData("select 1 from a cross join b on a.x = b.x", "select 1 from a join b on a.x = b.x", 0)]
    [InlineData("select across from a CROSS JOIN b on true", "select across from a JOIN b on true", 0)]
    [InlineData("select not exists (select 1 from w where w.a = abs(d.a)) and (1 = 1)", "select not exists (select 1 from w where w.a = abs(d.a) offset 0) and (1 = 1)", 0)]
    [InlineData("select Exists(select 1 where exists (select 2))", "select Exists(select 1 where exists (select 2 offset 0) offset 0)", 0)]
    [InlineData("create table if not exists t (a int)", "create table if not exists t (a int)", 0)]
    [InlineData("select 'cross join'", "select 'cross join'", 0)]
    public void Is_translated(string sql, string text, int parameters) =>
        SqlTranslation.Translate(sql).ShouldBe(new SqlTranslation(text, parameters));
}
