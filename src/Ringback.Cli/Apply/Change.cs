using System.Text.Json.Nodes;

namespace Ringback.Cli.Apply;

/// <summary>What is to be done so that the server has what is wanted.</summary>
/// <param name="IsNew">It isn't there.</param>
/// <param name="Fields">What differs; none of something new, or of what is as it should be.</param>
/// <param name="Body">What is put.</param>
internal sealed record Change(Desired Wanted, bool IsNew, IReadOnlyList<FieldChange> Fields, JsonObject Body)
{
    public bool IsNeeded => IsNew || Fields.Count > 0;

    /// <value>Whether the file has fields of it that the server takes only when it is created, and doesn't show.</value>
    public bool HasUncompared { get; init; }
}

/// <param name="Before">As JSON; null of what isn't shown.</param>
/// <param name="After">As JSON; null of what isn't shown.</param>
internal sealed record FieldChange(string Name, string? Before, string? After);
