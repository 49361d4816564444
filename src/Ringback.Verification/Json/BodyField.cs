namespace Ringback.Verification.Json;

/// <summary>A field of a form.</summary>
/// <param name="Name">As it was sent, its escapes resolved.</param>
/// <param name="Value">Of a text its UTF-8; of a file its content.</param>
internal readonly record struct BodyField(string Name, ReadOnlyMemory<byte> Value)
{
    /// <value>Of a file; null for a text.</value>
    public string? FileName { get; init; }

    /// <value>As the part declares it; null where it declares none.</value>
    public string? ContentType { get; init; }

    public bool IsFile => FileName is not null;
}
