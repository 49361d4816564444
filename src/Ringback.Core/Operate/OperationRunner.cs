using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Http;
using Ringback.Core.Messages;
using Ringback.Core.Observe;
using Ringback.Core.Templates;

namespace Ringback.Core.Operate;

/// <inheritdoc cref="IOperationRunner"/>
internal sealed class OperationRunner(
    Catalog.Catalog catalog, ISqlConnections databases, DestinationSender sender, Emitter emitter, TimeProvider clock) : IOperationRunner
{
    /// <value>Bytes that runs on large events may take together.</value>
    private const long LargeBytes = 256L << 20;

    private const int Done = 200;
    private const int NoApplication = 404;
    private const int UnfitStatus = 422;
    private const int Unavailable = 503;

    private readonly LargeRuns _large = new(LargeBytes);

    public ValueTask<SendResult> RunAsync(OperationPlan plan, Message message, long run, CancellationToken cancellation) =>
        _large.NeedOf(message) is > 0 and var bytes && catalog.Application(plan.Operation.ApplicationId) is { } source
            ? LargeAsync(source.Organisation, bytes, plan, message, run, cancellation)
            : OneAsync(plan, message, run, cancellation);

    private async ValueTask<SendResult> LargeAsync(
        Organisation organisation, long bytes, OperationPlan plan, Message message, long run, CancellationToken cancellation)
    {
        await _large.EnterAsync(organisation, bytes, cancellation).ConfigureAwait(false);
        try
        {
            return await OneAsync(plan, message, run, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _large.Leave(organisation, bytes);
        }
    }

    private ValueTask<SendResult> OneAsync(OperationPlan plan, Message message, long run, CancellationToken cancellation) => plan switch
    {
        SqlPlan sql => SqlAsync(sql, message, run),
        HttpPlan http => HttpAsync(http, message, run, cancellation),
        EmitPlan emit => EmitAsync(emit, message, run),
        _ => throw new ArgumentException($"There is no operation of kind {plan.GetType().Name}.", nameof(plan)),
    };

    private async ValueTask<SendResult> SqlAsync(SqlPlan plan, Message message, long run)
    {
        var started = clock.GetTimestamp();
        if (catalog.Application(plan.Operation.ApplicationId) is not { } source)
            return Result(NoApplication, "The source was deleted.", started);
        SqlValue[][] values;
        try
        {
            values = plan.Values(message);
        }
        catch (RenderException unfit)
        {
            return Unfit(unfit, started);
        }

        var result = await databases.RunAsync(
            plan, new SqlRun(message.PublicId, plan.Operation.PublicId, run, values, source.Organisation.PublicId)).ConfigureAwait(false);
        var isPostponed = result.Status == SqlStatus.Postponed;
        var isHeld = isPostponed || result.Status == SqlStatus.Blocked;
        if (isHeld)
            OperationMetrics.Held();
        return result.Status == SqlStatus.Done
            ? Result(Done, OperationOutput.Sql(result.Rows, run), started)
            : Result(result.StatusCode, result.Error!, started) with { IsHeld = isHeld, IsPostponed = isPostponed };
    }

    private ValueTask<SendResult> HttpAsync(HttpPlan plan, Message message, long run, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        try
        {
            return sender.CallAsync(plan.Request(message, run), plan.Timeout, cancellation);
        }
        catch (RenderException unfit)
        {
            return new(Unfit(unfit, started));
        }
    }

    private async ValueTask<SendResult> EmitAsync(EmitPlan plan, Message message, long run)
    {
        var started = clock.GetTimestamp();
        try
        {
            if (catalog.Application(plan.Operation.ApplicationId) is not { } source)
                return Result(NoApplication, "The source was deleted.", started);
            var (emitted, problem) = await emitter.EmitAsync(source.Organisation, plan.RenderEmission(message, run), message.TraceParent).ConfigureAwait(false);
            return problem is null
                ? Result(Done, OperationOutput.Emitted(emitted, run), started)
                : Result(NoApplication, problem, started);
        }
        catch (RenderException unfit)
        {
            return Unfit(unfit, started);
        }
        catch (StoreUnavailableException unavailable)
        {
            return Result(Unavailable, unavailable.Message, started);
        }
    }

    private SendResult Unfit(RenderException reason, long started) => Result(UnfitStatus, reason.Message, started) with { IsUnfit = true };

    private SendResult Result(int status, string text, long started) => Result(status, Encoding.UTF8.GetBytes(text), started);

    private SendResult Result(int status, byte[] output, long started) =>
        new(FailureKind.None, status, (int)clock.GetElapsedTime(started).TotalMilliseconds, output, null);
}
