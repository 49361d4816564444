using Ringback.Core.History;

namespace Ringback.Core.Retain;

/// <summary>What goes by its time alone, in the batch under way.</summary>
internal interface IRetentionRows
{
    /// <summary>Drops requests that were refused before a time (Unix milliseconds), no more than so many.</summary>
    void DropRefused(long before, int most);

    /// <summary>Drops jobs that ended before a time (Unix milliseconds).</summary>
    void DropJobs(long before);
}

/// <summary>All that retention works on.</summary>
/// <param name="Work">Unfinished deliveries of an endpoint; those of messages up to a seq are old.</param>
/// <param name="Hours">Counts of an endpoint; those of hours before one are old, counted from 1970.</param>
internal sealed record RetentionPorts(
    IMessageSweepRows Messages, IKeySweepRows Keys, IPayloadRows Payloads, IExpectationSweepRows Expectations, IEndpointWalkRows Work,
    IEndpointWalkRows Hours, IRetentionRows Other);
