using System.Text;
using System.Text.Json.Nodes;
using Ringback.Cli.Sources;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Cli.Apply;

/// <summary>Reads a request as the API will, so that an error of the file is told before anything is changed. What only the server knows, it checks.</summary>
internal static class BodyCheck
{
    /// <returns>What is wrong, each with its place in the file.</returns>
    public static IEnumerable<string> Problems(Change change)
    {
        var error = change.Wanted.Kind switch
        {
            DesiredKind.Source => SourceError(change),
            DesiredKind.Endpoint => Read(change.Body, EndpointIn.Read),
            _ => Read(change.Body, json => OperationIn.Read(json, Connections(change.Body))),
        };
        // What is in the body begins with "body" in the place.
        return (error?.Fields ?? []).Select(field => $"{change.Wanted.Place}: {change.Wanted.Name}: {Written(change.Wanted, [.. field.Loc.Skip(1)])}: {field.Msg.TrimEnd('.')}.");
    }

    /// <summary>The place as the file has it.</summary>
    private static string Written(Desired wanted, IReadOnlyList<string> place) =>
        string.Join('.', place.Select((name, i) => i == 0 ? wanted.WrittenAs.GetValueOrDefault(name, name) : name));

    /// <summary>The server has the secrets that a file leaves out, so only the configuration of a new source is whole.</summary>
    private static ApiError? SourceError(Change change)
    {
        if (change.IsNew) return Read(change.Body, static json => SourceIn.Read(json, PlaceholderConfig.Types));
        var body = (JsonObject)change.Body.DeepClone();
        body.Remove("config");
        return Read(body, static json => SourceIn.ReadUpsert(json, PlaceholderConfig.Types, static (_, config) => config));
    }

    private static ApiError? Read<T>(JsonObject body, Func<JsonFields, T> read)
        where T : class =>
        JsonFields.Read(Encoding.UTF8.GetBytes(body.ToJsonString()), read).Failed(out var error) ? error : null;

    /// <summary>Which ones there are is in the server's settings.</summary>
    private static string[] Connections(JsonObject body) =>
        body["sql"] is JsonObject sql && sql["connection"] is JsonValue name && name.TryGetValue<string>(out var text) ? [text] : [];
}
