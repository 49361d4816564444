using Ringback.Verification.Providers;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>What the page of sources documents of each type.</summary>
internal static class DocumentedEvents
{
    /// <summary>Known to be no help: nothing in the documentation says that a field, or the bytes, are unique.</summary>
    private static readonly string[] WithoutKeys =
        ["openclaw", "websub", "generic-webhook", "generic-hmac", "basic", "api-key", "ip-allow-list", SourceTypes.Cron];

    /// <summary>What identifies the events of every type, for the documentation; GitLab's depend on whether it signs.</summary>
    public static IEnumerable<(string Type, EventShape Events)> OfAllTypes() =>
    [
        .. ProviderRows.All.Select(static row => (row.Type, row.Events)),
        .. SourceTypes.StandardWebhooks.Select(static type => (type, OtherEvents.Standard)),
        .. WithoutKeys.Select(static type => (type, EventShape.Opaque)),
        ("atlassian-connect", AtlassianConnect.Events), ("aws-sns", AmazonSns.Events), ("braintree", Braintree.Events), ("google-pubsub", GooglePubSub.Events),
        ("mandrill", Mandrill.Events), ("plaid", Plaid.Events),
        ("asana", Asana.Events), ("azure-event-grid", TokenProviders.EventGridEvents), ("cloudevents", TokenProviders.CloudEvents),
        ("microsoft-graph", TokenProviders.GraphEvents), ("monday", Monday.Events), ("okta", TokenProviders.OktaEvents), ("strava", TokenProviders.StravaEvents),
        ("adobe-sign", OtherEvents.AdobeSign), ("adyen", OtherEvents.Adyen), ("gitlab", OtherEvents.GitLabSigned), ("gitlab", OtherEvents.GitLab),
        ("paypal", OtherEvents.PayPal), ("twilio", OtherEvents.Twilio), ("vapi", OtherEvents.Vapi),
    ];
}
