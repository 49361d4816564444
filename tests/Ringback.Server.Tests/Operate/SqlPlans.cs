using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Operate;

namespace Ringback.Server.Tests.Operate;

/// <summary>Plans without a source around them.</summary>
internal static class SqlPlans
{
    private static readonly IdSource Ids = new(TimeProvider.System);

    public static SqlPlan Of(string connection, params SqlStatement[] statements)
    {
        var sql = new SqlOperation(connection, statements);
        return new SqlPlan(
            new SourceOperation
            {
                Id = 1,
                Ksuid = Ids.Next(),
                ApplicationId = 1,
                Definition = new OperationDefinition { Sql = sql },
                CreatedAt = 0,
                UpdatedAt = 0,
            },
            sql);
    }
}
