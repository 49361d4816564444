namespace Ringback.Core.Catalog;

/// <summary>What a provider is answered when its event is safe.</summary>
/// <param name="Status">200…299.</param>
/// <param name="Body">Null: none.</param>
/// <param name="ContentType">Of the body; null: <c>text/plain; charset=utf-8</c>.</param>
internal sealed record SourceAnswer(int Status = 200, string? Body = null, string? ContentType = null);
