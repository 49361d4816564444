using System.Collections.Frozen;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Sources;

/// <summary>
/// Sources as the Svix SDKs can read them. Those fail on a whole list that holds one type they don't know: to them such a source is a
/// <c>generic-webhook</c>, with its type among its metadata. What they write back leaves its type and its configuration as they are.
/// </summary>
internal static class SdkSources
{
    /// <summary>The metadata that says what such a source is.</summary>
    public const string TypeKey = "ringback.type";

    private const string AgentPrefix = "svix-libs/";
    private const string Stand = "generic-webhook";

    // IngestSourceIn of the API's contract.
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        Stand, "cron", "adobe-sign", "beehiiv", "brex", "checkbook", "clerk", "docusign", "easypost", "github", "guesty", "hubspot", "incident-io",
        "lithic", "meta", "nango", "nash", "openclaw", "orum-io", "panda-doc", "port-io", "pleo", "psi-fi", "replicate", "resend", "rutter",
        "safebase", "sardine", "segment", "shopify", "slack", "stripe", "stych", "svix", "zoom", "tailscale", "telnyx", "vapi", "open-ai", "render",
        "veriff", "airwallex", "vgs");

    public static bool IsSdk(ApiContext context) =>
        context.Http.Request.Headers.UserAgent.ToString().StartsWith(AgentPrefix, StringComparison.OrdinalIgnoreCase);

    public static SourceOut AsKnownToSdks(SourceOut source) => Known.Contains(source.Type)
        ? source
        : source with
        {
            Type = Stand,
            Config = JsonSerializer.SerializeToElement([], ApiJson.Default.DictionaryStringJsonElement),
            Metadata = new Dictionary<string, string>(source.Metadata, StringComparer.Ordinal) { [TypeKey] = source.Type },
        };

    /// <summary>
    /// What was shown and comes back: with the fields that the SDKs don't know as they are, and of a type that they don't know with its
    /// own type and without a configuration, which keeps the one there is.
    /// </summary>
    public static SourceIn Restored(SourceIn input, Source source)
    {
        input = input with { Rules = source.Rules, Answer = source.Answer, Duplicates = source.Duplicates, PublicUrl = source.PublicUrl };
        if (Known.Contains(source.Type) || input.Type != Stand) return input;
        var metadata = input.Metadata.Where(static pair => pair.Key != TypeKey).ToDictionary(StringComparer.Ordinal);
        return input with { Type = source.Type, Config = null, Metadata = metadata };
    }
}
