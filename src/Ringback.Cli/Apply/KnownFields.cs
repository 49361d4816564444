using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;

namespace Ringback.Cli.Apply;

/// <summary>The fields that an object in a file may have: those that the API takes.</summary>
internal static class KnownFields
{
    public static InputShape Shape(DesiredKind kind) => kind switch
    {
        DesiredKind.Source => SourceIn.Fields.Shape,
        DesiredKind.Endpoint => EndpointIn.Fields.Shape,
        _ => OperationIn.Fields.Shape,
    };

    /// <summary>The names that older SDKs have for some fields, each with the name that the server shows the field by.</summary>
    public static IReadOnlyDictionary<string, string> OtherNames(DesiredKind kind) => Shape(kind).Fields
        .Where(static field => field.OtherName is not null)
        .ToDictionary(static field => field.OtherName!, static field => field.Name, StringComparer.Ordinal);
}
