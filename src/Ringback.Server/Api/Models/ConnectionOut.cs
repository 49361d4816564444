using Ringback.Core.Operate;

namespace Ringback.Server.Api.Models;

/// <summary>A named connection, without its address.</summary>
/// <param name="State"><c>unknown</c>, <c>usable</c>, <c>refused</c>, <c>blocked</c> or <c>unreachable</c>.</param>
internal sealed record ConnectionOut(
    [property: Note("The name that operations use for it.", "shop")] string Name,
    [property: Note("`sqlite` or `postgres`.", "postgres")] string Kind,
    [property: Note("`usable`; `refused`: runs fail (424), because its role may do too much; `blocked`: runs wait until its owner has fixed it; `unreachable`; `unknown`: it was not checked yet.", "usable")] string State,
    [property: Note("The problem, with the statements that fix it; null if there is none.")] string? Problem,
    [property: Note("The time of the last check; null if there was none.", Examples.Time)] Timestamp? SeenAt,
    [property: Note("What organisations that share the role can do to each other, with the statements that prevent it; null if there is nothing, or the role isn't shared.")] string? Warning)
{
    public static ConnectionOut FromReport(ConnectionReport report) => new(
        report.Connection.Name, report.Connection.Kind.ToString().ToLowerInvariant(), report.State.ToString().ToLowerInvariant(), report.Problem,
        report.SeenAt is { } at ? new Timestamp(at) : null, report.Warning);
}
