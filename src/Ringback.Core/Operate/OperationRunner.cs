using System.Text;
using Ringback.Core.Accept;
using Ringback.Core.Deliver;

namespace Ringback.Core.Operate;

/// <inheritdoc cref="IOperationRunner"/>
internal sealed class OperationRunner(ISqlConnections databases, TimeProvider clock) : IOperationRunner
{
    public ValueTask<SendResult> RunAsync(OperationPlan plan, Message message, long run, CancellationToken cancellation) => plan switch
    {
        SqlPlan sql => SqlAsync(sql, message, run),
        _ => throw new ArgumentException($"There is no operation of kind {plan.GetType().Name}.", nameof(plan)),
    };

    private async ValueTask<SendResult> SqlAsync(SqlPlan plan, Message message, long run)
    {
        var started = clock.GetTimestamp();
        var result = await databases.RunAsync(
            plan, new SqlRun(message.PublicId, plan.Operation.PublicId, run, plan.Values(message))).ConfigureAwait(false);
        var output = result.Status == SqlStatus.Done ? OperationOutput.Sql(result.Rows, run) : Encoding.UTF8.GetBytes(result.Error!);
        return new SendResult(FailureKind.None, result.StatusCode, (int)clock.GetElapsedTime(started).TotalMilliseconds, output, null);
    }
}
