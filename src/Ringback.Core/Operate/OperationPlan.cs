using Ringback.Core.Background;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;

namespace Ringback.Core.Operate;

/// <summary>An operation made ready to run: parsed once, kept until it changes.</summary>
internal abstract class OperationPlan
{
    protected OperationPlan(Endpoint operation)
    {
        Operation = operation;
        Schedule = operation.Operation!.RetrySchedule is { } own && RetrySchedule.TryParse(own, out var schedule, out _) ? schedule : null;
    }

    public Endpoint Operation { get; }

    /// <value>Its own; null takes the event type's, then the server's.</value>
    public RetrySchedule? Schedule { get; }

    /// <param name="operation">Of <see cref="EndpointKind.Operation"/>.</param>
    /// <param name="headers">What was sealed with it.</param>
    public static OperationPlan Of(Endpoint operation, IReadOnlyDictionary<string, string>? headers) => operation.Operation!.Kind switch
    {
        OperationKind.Sql => new SqlPlan(operation, operation.Operation.Sql!),
        OperationKind.Http => new HttpPlan(operation, operation.Operation.Http!, headers),
        OperationKind.Emit => new EmitPlan(operation, operation.Operation.Emit!),
        var kind => throw new ArgumentException($"There is no operation of kind {kind}.", nameof(operation)),
    };

    /// <summary>What tells one run's effect from every other's: of message and operation, and of the run when it was forced.</summary>
    protected string KeyOf(Message message, long run, char between) =>
        message.PublicId + between + Operation.PublicId + (run == 0 ? "" : between + run.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
