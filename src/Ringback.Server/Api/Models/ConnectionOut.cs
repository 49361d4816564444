using Ringback.Core.Operate;

namespace Ringback.Server.Api.Models;

/// <summary>A named connection, without its address.</summary>
/// <param name="Kind"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="State"><c>unknown</c>, <c>usable</c>, <c>refused</c>, <c>blocked</c> or <c>unreachable</c>.</param>
/// <param name="Problem">With the statements that mend it.</param>
/// <param name="Warning">What keeps no run from being done: what organisations that share it may do to each other, or markers that are dropped too early; with the statements that end it.</param>
internal sealed record ConnectionOut(string Name, string Kind, string State, string? Problem, Timestamp? SeenAt, string? Warning)
{
    public static ConnectionOut Of(ConnectionReport report) => new(
        report.Connection.Name, report.Connection.Kind.ToString().ToLowerInvariant(), report.State.ToString().ToLowerInvariant(), report.Problem,
        report.SeenAt is { } at ? new Timestamp(at) : null, report.Warning);
}
