namespace Ringback.Verification.Verifiers;

/// <summary>An answer that a provider waits for.</summary>
/// <param name="ContentType">Null when there is no body.</param>
internal sealed record ProviderAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    public const string Text = "text/plain; charset=utf-8";
    public const string Json = "application/json";

    /// <summary>Headers beside those of the body.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
