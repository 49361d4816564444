namespace Ringback.Verification.Verifiers;

/// <summary>What tells an event from all others of its source. A single field is its text, a tuple its unambiguous encoding.</summary>
/// <param name="Text">The value of a single field; null for tuples, and when there is no key.</param>
/// <param name="Tuple">Begins with a byte that no UTF-8 has, so that it equals no text. Null for a single field, and when there is no key.</param>
/// <param name="IsSigned">Whether the signature covers it.</param>
internal readonly record struct EventIdentity(string? Text, byte[]? Tuple, bool IsSigned)
{
    /// <summary>Nothing identifies the event: it always counts as new.</summary>
    public static readonly EventIdentity None = new(null, null, IsSigned: false);

    public bool IsNone => Text is null && Tuple is null;
}
