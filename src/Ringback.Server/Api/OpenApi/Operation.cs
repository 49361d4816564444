using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Ringback.Server.Api.OpenApi;

/// <summary>What the API's document says of one operation; who may call it is said where it is mapped.</summary>
/// <param name="Method"><c>GET</c>…</param>
/// <param name="Path">As it is mapped.</param>
/// <param name="Id">Unique: <c>message.create</c>.</param>
/// <param name="Summary">A few words.</param>
/// <param name="Note">What else its caller should know; Markdown.</param>
internal sealed record Operation(string Method, string Path, string Id, string Summary, string? Note = null)
{
    public IReadOnlyList<Parameter> Query { get; init; } = [];

    /// <value>The name of an <see cref="InputSchema"/>; null when there is no body.</value>
    public string? Body { get; init; }

    /// <value>Whether the body may be left out.</value>
    public bool BodyOptional { get; init; }

    /// <value>Of success.</value>
    public int Status { get; init; } = 200;

    /// <value>Of success too: a PUT that made what it didn't find.</value>
    public int? OtherStatus { get; init; }

    /// <value>What success answers; null: nothing.</value>
    public JsonTypeInfo? Answer { get; init; }

    /// <value>Refusals of its own, beyond those that every operation of its shape has.</value>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];
}

/// <summary>A parameter behind the question mark.</summary>
internal sealed record Parameter(string Name, JsonObject Schema, string Note);

/// <param name="Status">400 or 409.</param>
/// <param name="Code">Of the answer.</param>
/// <param name="When">What it means.</param>
internal sealed record Refusal(int Status, string Code, string When)
{
    /// <summary>Of whoever asks for a link to a portal.</summary>
    public static Refusal NoPublicUrl { get; } = new(
        400, "public_url_missing", "The settings `public-url` and `portal-url` are missing, and the request's `Host` isn't an address of the server that it came to.");
}

/// <summary>What a body may hold.</summary>
/// <param name="Name">Of the component.</param>
/// <param name="Note">What it is.</param>
/// <param name="Example">JSON that is accepted.</param>
/// <param name="Fields">In the order to be read.</param>
internal sealed record InputSchema(string Name, string Note, string Example, params IReadOnlyList<InputField> Fields);

/// <param name="Name">As in the JSON.</param>
/// <param name="Schema">Its value's.</param>
/// <param name="Note">What it is.</param>
/// <param name="Required">Else it may be left out.</param>
internal sealed record InputField(string Name, JsonObject Schema, string Note, bool Required = false);

/// <summary>One part of the API.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Note">What it is.</param>
/// <param name="Inputs">What its operations take.</param>
/// <param name="Operations">In the order to be read.</param>
internal sealed record ResourceDocs(string Tag, string Note, IReadOnlyList<InputSchema> Inputs, IReadOnlyList<Operation> Operations);
