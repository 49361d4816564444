using System.Text.Json;

namespace Ringback.Core.Json;

internal enum ConditionTest
{
    Equal = 0,

    /// <summary>Holds also where there is nothing.</summary>
    NotEqual = 1,
    In = 2,

    /// <inheritdoc cref="NotEqual"/>
    NotIn = 3,

    /// <summary>Something is there, if only null.</summary>
    Exists = 4,
    Missing = 5,
}

/// <summary>Something that must hold of an event's JSON body.</summary>
/// <param name="Pointer">Where to look (RFC 6901).</param>
/// <param name="Test">What must hold there.</param>
/// <param name="Values">Texts, numbers, booleans or null to compare with; null where the test needs none.</param>
internal sealed record Condition(string Pointer, ConditionTest Test, IReadOnlyList<JsonElement>? Values = null)
{
    /// <param name="json">The body.</param>
    /// <param name="at">What the pointer led to.</param>
    public bool Holds(ReadOnlySpan<byte> json, JsonSlot at) => Test switch
    {
        ConditionTest.Exists => at.Found,
        ConditionTest.Missing => !at.Found,
        ConditionTest.Equal or ConditionTest.In => Any(json, at),
        _ => !Any(json, at),
    };

    private bool Any(ReadOnlySpan<byte> json, JsonSlot at)
    {
        if (!at.Found)
            return false;
        foreach (var value in Values ?? [])
            if (at.Same(json, value))
                return true;
        return false;
    }
}
