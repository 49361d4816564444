using Ringback.Core.Operate;

namespace Ringback.Server.Api.Models;

/// <summary>A named connection, without its address.</summary>
/// <param name="State"><c>unknown</c>, <c>usable</c>, <c>refused</c>, <c>blocked</c> or <c>unreachable</c>.</param>
internal sealed record ConnectionOut(
    [property: Note("By which operations call it.", "shop")] string Name,
    [property: Note("`sqlite` or `postgres`.", "postgres")] string Kind,
    [property: Note("`usable`; `refused`: runs fail (424), as its role may do too much; `blocked`: runs wait until its owner has mended it; `unreachable`; `unknown`: nobody looked yet.", "usable")] string State,
    [property: Note("What is wrong, with the statements that mend it; null: nothing.")] string? Problem,
    [property: Note("When it was last looked at; null: not yet.", Examples.Time)] Timestamp? SeenAt,
    [property: Note("What organisations that share its role may do to each other, with the statements that end it; null: nothing, or nobody shares it.")] string? Warning)
{
    public static ConnectionOut Of(ConnectionReport report) => new(
        report.Connection.Name, report.Connection.Kind.ToString().ToLowerInvariant(), report.State.ToString().ToLowerInvariant(), report.Problem,
        report.SeenAt is { } at ? new Timestamp(at) : null, report.Warning);
}
