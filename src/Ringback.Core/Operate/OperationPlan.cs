using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Operate;

/// <summary>An operation made ready to run: parsed once, kept until it changes.</summary>
internal abstract class OperationPlan
{
    protected OperationPlan(SourceOperation operation)
    {
        Operation = operation;
        Schedule = operation.Definition.RetrySchedule is { } own && RetrySchedule.TryParse(own, out var schedule, out _) ? schedule : null;
    }

    public SourceOperation Operation { get; }

    /// <value>Its own; null takes the event type's, then the server's.</value>
    public RetrySchedule? Schedule { get; }

    /// <param name="operation">What is made ready.</param>
    /// <param name="headers">What was sealed with it.</param>
    public static OperationPlan Create(SourceOperation operation, IReadOnlyDictionary<string, string>? headers) => operation.Definition.Kind switch
    {
        OperationKind.Sql => new SqlPlan(operation, operation.Definition.Sql!),
        OperationKind.Http => new HttpPlan(operation, operation.Definition.Http!, headers),
        OperationKind.Emit => new EmitPlan(operation, operation.Definition.Emit!),
        var kind => throw new ArgumentException($"There is no operation of kind {kind}.", nameof(operation)),
    };

    /// <summary>What tells one run's effect from every other's: of message and operation, and of the run when it was forced.</summary>
    protected string KeyOf(Message message, long run, char between) =>
        message.PublicId + between + Operation.PublicId + (run == 0 ? "" : between + run.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
