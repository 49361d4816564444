using System.Text.Json.Serialization.Metadata;
using Ringback.Server.Api.Inputs;

namespace Ringback.Server.Api.OpenApi;

/// <summary>What the API's document says of one operation; who may call it is said where it is mapped.</summary>
/// <param name="Method"><c>GET</c>…</param>
/// <param name="Path">As it is mapped.</param>
/// <param name="Id">Unique: <c>message.create</c>.</param>
/// <param name="Summary">A few words.</param>
/// <param name="Note">What else its caller should know; Markdown.</param>
internal sealed record DescribedOperation(string Method, string Path, string Id, string Summary, string? Note = null)
{
    public IReadOnlyList<QueryParameter> Query { get; init; } = [];

    /// <value>What it takes; null when there is no body.</value>
    public InputShape? Body { get; init; }

    /// <value>Whether the body may be left out.</value>
    public bool BodyOptional { get; init; }

    /// <value>Of success.</value>
    public int Status { get; init; } = 200;

    /// <value>Of success too: a PUT that made what it didn't find.</value>
    public int? OtherStatus { get; init; }

    /// <value>What success answers; null: nothing.</value>
    public JsonTypeInfo? Answer { get; init; }

    /// <value>Refusals of its own, beyond those that every operation of its shape has.</value>
    public IReadOnlyList<DescribedRefusal> Refusals { get; init; } = [];
}

/// <param name="Status">400 or 409.</param>
/// <param name="Code">Of the answer.</param>
/// <param name="When">What it means.</param>
internal sealed record DescribedRefusal(int Status, string Code, string When)
{
    /// <summary>Of whoever asks for a link to a portal.</summary>
    public static DescribedRefusal NoPublicUrl { get; } = new(
        400, "public_url_missing", "The settings `public-url` and `portal-url` are missing, and the request's `Host` isn't an address of the server that it came to.");
}

/// <summary>One part of the API.</summary>
/// <param name="Tag">Its name.</param>
/// <param name="Note">What it is.</param>
/// <param name="Operations">In the order to be read.</param>
internal sealed record ResourceDocs(string Tag, string Note, IReadOnlyList<DescribedOperation> Operations);
