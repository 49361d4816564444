using System.Text.Json.Nodes;

namespace Ringback.Cli.Apply;

internal enum DesiredKind
{
    Source,
    Endpoint,
    Operation,
}

/// <summary>Something that a file wants a server to have.</summary>
/// <param name="Uid">By which it is known.</param>
/// <param name="Source">The uid of the source that it belongs to; null of a source.</param>
/// <param name="Fields">As the API takes them, variables in their places: may hold secrets.</param>
/// <param name="Place"><c>file.yaml:12:5</c></param>
internal sealed record Desired(DesiredKind Kind, string Uid, string? Source, JsonObject Fields, string Place)
{
    /// <value>By the name that the server shows a field by, the name that the file has for it; empty when they are the same.</value>
    public required IReadOnlyDictionary<string, string> WrittenAs { get; init; }

    /// <summary>For people: <c>operation stripe/paid</c>.</summary>
    public string Name => $"{Kind.ToString().ToLowerInvariant()} {(Source is null ? Uid : $"{Source}/{Uid}")}";

    public string Path => Kind switch
    {
        DesiredKind.Source => $"ingest/api/v1/source/{Uri.EscapeDataString(Uid)}",
        DesiredKind.Endpoint => $"ingest/api/v1/source/{Uri.EscapeDataString(Source!)}/endpoint/{Uri.EscapeDataString(Uid)}",
        _ => $"api/v1/source/{Uri.EscapeDataString(Source!)}/operation/{Uri.EscapeDataString(Uid)}",
    };
}
