using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Handshakes;

/// <summary>What providers send to try a URL, and what they wait for, by their documentation.</summary>
/// <param name="Type">Of the source.</param>
/// <param name="Config">Of the source.</param>
/// <param name="Method">Of the request.</param>
/// <param name="Query">With its question mark.</param>
/// <param name="Headers">Lines.</param>
/// <param name="Body">Empty: none.</param>
/// <param name="Answer">Its body; null: it is refused.</param>
/// <param name="AnswerHeader">A line that the answer must have; empty: none.</param>
public sealed record HandshakeCase(string Type, string Config, string Method, string Query, string[] Headers, string Body, string? Answer, string AnswerHeader = "")
{
    private const string Secret = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    private const string Mine = $$"""{"secret":"{{Secret}}"}""";
    private const string Token = """{"verifyToken":"vt"}""";
    private const string Topic = """{"topic":"https://blog.example.com/feed"}""";
    private const string Validation = """[{"id":"2d1781af","topic":"/subscriptions/x","subject":"","data":{"validationCode":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6","validationUrl":"https://rp-eastus2.eventgrid.azure.net/validate?id=1"},"eventType":"Microsoft.EventGrid.SubscriptionValidationEvent"}]""";
    private const string Code = """{"validationResponse":"512d38b6-c7b8-40c8-89fe-f46f9e9622b6"}""";
    private static readonly string[] Marked = ["aeg-event-type: SubscriptionValidation"];
    private static readonly string LongestText = new('a', 1024);

    public static IReadOnlyList<HandshakeCase> All { get; } =
    [
        // Microsoft Graph
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "?validationToken=Validation%3A+Testing+client+application+reachability+for+subscription+Request-Id%3A+4a5d", [], "", "Validation: Testing client application reachability for subscription Request-Id: 4a5d"),
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "?validationToken=%3Cscript%3Ealert(1)%3C%2Fscript%3E", [], "", null),
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "?validationToken=a%0D%0ASet-Cookie%3Ab", [], "", null),
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "?validationToken=%C3%BC", [], "", null),
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "?validationToken=a&validationToken=b", [], "", null),
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "?validationToken=" + LongestText, [], "", LongestText),
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "?validationToken=" + LongestText + "a", [], "", null),
        new("microsoft-graph", """{"clientState":"s"}""", "POST", "", [], """{"value":[{"clientState":"other"}]}""", null),

        // Azure Event Grid: by either mark, and by CloudEvents' way where the subscription has that schema
        new("azure-event-grid", "{}", "POST", "", Marked, Validation, Code),
        new("azure-event-grid", Mine, "POST", "", Marked, Validation, Code),
        new("azure-event-grid", Mine, "POST", "", [], Validation, Code),
        new("azure-event-grid", Mine, "POST", "", ["aeg-event-type: Notification"], Validation, null),
        new("azure-event-grid", Mine, "POST", "", Marked, """[{"data":{}}]""", null),
        new("azure-event-grid", Mine, "POST", "", Marked, """[{"data":{"validationCode":"<b>"}}]""", null),
        new("azure-event-grid", Mine, "OPTIONS", "", ["WebHook-Request-Origin: eventgrid.azure.net"], "", "", "WebHook-Allowed-Origin: eventgrid.azure.net"),

        // CloudEvents
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: eventemitter.example.com"], "", "", "WebHook-Allowed-Origin: eventemitter.example.com"),
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: eventemitter.example.com"], "", "", "WebHook-Allowed-Rate: *"),
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: a.example", "WebHook-Request-Rate: 120"], "", "", "WebHook-Allowed-Rate: 120"),
        new("cloudevents", """{"origins":["a.example"]}""", "OPTIONS", "", ["WebHook-Request-Origin: A.example"], "", "", "WebHook-Allowed-Origin: A.example"),
        new("cloudevents", """{"origins":["a.example"]}""", "OPTIONS", "", ["WebHook-Request-Origin: b.example"], "", null),
        new("cloudevents", Mine, "OPTIONS", "", [], "", null),
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: a.example, b.example"], "", null),
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: a.example", "WebHook-Request-Origin: b.example"], "", null),
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: a.example", "WebHook-Request-Rate: 0"], "", null),
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: a.example", "WebHook-Request-Rate: many"], "", null),

        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: " + new string('a', 255)], "", "", "WebHook-Allowed-Origin: " + new string('a', 255)),
        new("cloudevents", Mine, "OPTIONS", "", ["WebHook-Request-Origin: " + new string('a', 256)], "", null),

        // Okta
        new("okta", Mine, "GET", "", ["X-Okta-Verification-Challenge: qOpY5TGmfVZvTqO0"], "", """{"verification":"qOpY5TGmfVZvTqO0"}"""),
        new("okta", Mine, "GET", "", ["X-Okta-Verification-Challenge: a\"b"], "", null),
        new("okta", Mine, "GET", "", [], "", null),

        // Strava
        new("strava", Token, "GET", "?hub.mode=subscribe&hub.challenge=15f7d1a91c1f40f8a748fd134752feb3&hub.verify_token=vt", [], "", """{"hub.challenge":"15f7d1a91c1f40f8a748fd134752feb3"}"""),
        new("strava", Token, "GET", "?hub.mode=subscribe&hub.challenge=15f7&hub.verify_token=other", [], "", null),
        new("strava", Token, "GET", "?hub.mode=subscribe&hub.challenge=15f7", [], "", null),
        new("strava", Token, "GET", "?hub.mode=unsubscribe&hub.challenge=15f7&hub.verify_token=vt", [], "", null),

        // monday.com
        new("monday", "{}", "POST", "", [], """{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}""", """{"challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"}"""),
        new("monday", "{}", "POST", "", [], """{"challenge":"<b>"}""", null),

        // WebSub
        new("websub", Topic, "GET", "?hub.mode=subscribe&hub.topic=https%3A%2F%2Fblog.example.com%2Ffeed&hub.challenge=4a1d&hub.lease_seconds=864000", [], "", "4a1d"),
        new("websub", Topic, "GET", "?hub.mode=subscribe&hub.topic=https%3A%2F%2Fother.example.com%2Ffeed&hub.challenge=4a1d&hub.lease_seconds=864000", [], "", null),
        new("websub", Topic, "GET", "?hub.mode=subscribe&hub.challenge=4a1d", [], "", null),
        new("websub", Topic, "GET", "?hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fblog.example.com%2Ffeed&hub.challenge=4a1d", [], "", null),
        new("websub", """{"topic":"https://blog.example.com/feed","mode":"unsubscribe"}""", "GET", "?hub.mode=unsubscribe&hub.topic=https%3A%2F%2Fblog.example.com%2Ffeed&hub.challenge=4a1d", [], "", "4a1d"),
        new("websub", """{"topic":"https://blog.example.com/feed","mode":"unsubscribe"}""", "GET", "?hub.mode=subscribe&hub.topic=https%3A%2F%2Fblog.example.com%2Ffeed&hub.challenge=4a1d", [], "", null),
        new("websub", Topic, "GET", "?hub.mode=denied&hub.topic=https%3A%2F%2Fblog.example.com%2Ffeed&hub.reason=no", [], "", ""),

        // Asana: of a source that has its secret
        new("asana", Mine, "POST", "", ["X-Hook-Secret: " + Secret], "", "", "X-Hook-Secret: " + Secret),
        new("asana", Mine, "POST", "", ["X-Hook-Secret: 00000000000000000000000000000000"], "", null),
        new("asana", Mine, "POST", "", ["X-Hook-Secret: " + Secret, "X-Hook-Secret: " + Secret], "", null),
        new("asana", "{}", "POST", "", [], """{"events":[]}""", null),
        new("asana", "{}", "POST", "", ["X-Hook-Secret: ABCxyz-_.=+/0189"], "", "", "X-Hook-Secret: ABCxyz-_.=+/0189"),
        new("asana", "{}", "POST", "", ["X-Hook-Secret: " + LongestText[..512]], "", "", "X-Hook-Secret: " + LongestText[..512]),
        new("asana", "{}", "POST", "", ["X-Hook-Secret: " + LongestText[..513]], "", null),
        new("asana", "{}", "POST", "", ["X-Hook-Secret: " + LongestText[..15]], "", null),
        new("asana", "{}", "PUT", "", ["X-Hook-Secret: " + Secret], "", null),
        new("asana", "{}", "POST", "", ["X-Hook-Secret: 0a1b2c3d4e5f6071 8293"], "", null),

        // Probes
        new("trello", Mine, "HEAD", "", [], "", ""),
        new("intercom", Mine, "HEAD", "", [], "", ""),
        new("trello", Mine, "GET", "", [], "", null),
        new("intercom", Mine, "OPTIONS", "", [], "", null),
        new("stripe", Mine, "HEAD", "", [], "", null),
    ];

    public static TheoryData<int> Indexes => [.. Enumerable.Range(0, All.Count)];

    public override string ToString() => $"{Type} {Method} {Query} {string.Join(' ', Headers)} {Body}";

    internal (string Name, string Value)[] Lines => [.. Headers.Select(static line => line.Split(": ", 2)).Select(static pair => (pair[0], pair[1]))];

    internal byte[] Bytes => Encoding.UTF8.GetBytes(Body);

    internal IncomingRequest Request => new() { Method = Method, Url = Sources.Url + Query, Headers = new HeaderTable(Lines), Body = Bytes };
}
