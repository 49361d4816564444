using Ringback.Core.Http;
using Ringback.Core.Messages;

namespace Ringback.Core.Operate;

/// <summary>Makes one attempt at an operation.</summary>
internal interface IOperationRunner
{
    /// <summary>
    /// What may go wrong with a database, a receiver or an event is a result, its status code that of HTTP or its like; an exception is
    /// a bug of ours, or the <see cref="OperationCanceledException"/> of <paramref name="cancellation"/>.
    /// </summary>
    /// <param name="plan">What to do.</param>
    /// <param name="message">With its payload.</param>
    /// <param name="run">0, or the number of a forced replay.</param>
    ValueTask<SendResult> RunAsync(OperationPlan plan, Message message, long run, CancellationToken cancellation);
}
