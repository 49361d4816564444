using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Profiles;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Api.Sources;

/// <summary>Shows sources, without their secrets.</summary>
internal sealed class SourceView(RingbackNode node, IngestAddress address)
{
    public ApiResult Ok(ApiContext context, Application? application) =>
        Show(context, application) is { } shown ? ApiResult.Ok(shown, ApiJson.Default.SourceOut) : ApiError.NotFound;

    public ApiResult Created(ApiContext context, Application? application) =>
        Show(context, application) is { } shown ? ApiResult.Created(shown, ApiJson.Default.SourceOut) : ApiError.NotFound;

    /// <summary>As its caller can read it.</summary>
    /// <returns>Null when there is none, or it is just going.</returns>
    public SourceOut? Show(ApiContext context, Application? application) =>
        Show(application) is { } shown ? SdkSources.IsSdk(context) ? SdkSources.AsKnownToSdks(shown) : shown : null;

    /// <returns>Null when there is none, or it is just going.</returns>
    private SourceOut? Show(Application? application)
    {
        if (application is null || node.Catalog.Source(application.Id) is not { } source) return null;
        var credentials = SourceCredentials.Open(node.Box, application.Ksuid, source.Sealed);
        return new SourceOut
        {
            Type = source.Type,
            Id = application.PublicId,
            Uid = application.Uid,
            Name = application.Name,
            IngestUrl = UrlOf(credentials),
            Config = credentials.Config is { } config ? ShownOf(config, node.Profiles.Profile(source)) : null,
            Metadata = application.Metadata,
            Rules = SourceRulesOut.FromRules(source.Rules),
            Answer = source.Answer is { } answer ? new SourceAnswerOut(answer.Status, answer.Body, answer.ContentType) : null,
            Duplicates = new SourceDuplicatesOut(
                source.Duplicates.WindowSeconds, source.Duplicates.AlsoBody,
                source.Duplicates.NaturalKey is { } natural ? new NaturalKeyOut(natural.Values, natural.EventTypes) : null),
            Expectations = [.. source.Expectations.Select(rule => ExpectationRuleOut.FromRule(rule, id => node.Catalog.Application(id)?.PublicId))],
            PublicUrl = source.PublicUrl,
            CreatedAt = source.CreatedAt,
            UpdatedAt = source.UpdatedAt,
        };
    }

    /// <returns>Null for a source that fires by itself.</returns>
    public string? UrlOf(Application application) =>
        node.Catalog.Source(application.Id) is { } source ? UrlOf(SourceCredentials.Open(node.Box, application.Ksuid, source.Sealed)) : null;

    private string? UrlOf(SourceCredentials credentials) => credentials.Tokens is [var current, ..] ? address.UrlOf(current.Text) : null;

    private static JsonElement ShownOf(JsonElement config, SourceProfile? profile) =>
        JsonSerializer.SerializeToElement(HiddenFields.WithoutHidden(config, profile), ApiJson.Default.DictionaryStringJsonElement);
}
