using static Ringback.Core.Settings.SettingKinds;

namespace Ringback.Core.Settings;

/// <summary>
/// Every setting, once: the settings file's keys, the flags, the <c>RINGBACK_…</c> variables, the help and
/// <c>docs/reference/settings.md</c> are all made from this list.
/// </summary>
internal static class SettingsTable
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        List("urls", "addresses", "Where the server listens.",
            "Write http://HOST:PORT, several with commas, such as http://127.0.0.1:8071; for TLS put a proxy in front",
            o => o.Urls, (o, list) => Put(o.Urls = list), SettingRules.Urls),
        Text("data", "folder", "The data folder: database, secrets, lock. Made if missing.",
            "Write the path of a folder, such as ./data", o => o.Data, (o, v) => o.Data = v, SettingRules.Folder),
        Text("jwt-secret", "secret", "What tokens are signed with (HS256). Without it the data folder's jwt.secret, made at first start.",
            "Write at least 32 random characters, such as openssl rand -base64 32 prints",
            o => o.JwtSecret, (o, v) => o.JwtSecret = v, SettingRules.JwtSecret, secret: true),
        new()
        {
            Key = "encryption-key", Kind = "secret", Secret = true,
            Help = "32 bytes that secrets at rest are encrypted with. Without it the data folder's master.key, made at first start.",
            Write = "Write 32 random bytes in base64, such as openssl rand -base64 32 prints",
            Read = o => o.EncryptionKey is { } key ? Convert.ToBase64String(key) : "",
            Assign = SettingRules.AssignEncryptionKey,
            Check = o => o.EncryptionKey is { } key ? SettingRules.EncryptionKey(key) : null,
        },
        new()
        {
            Key = "allowed-destinations", Kind = "networks",
            Help = "Private or reserved networks that deliveries may go to all the same.",
            Write = "Write networks as address/bits with commas between, such as 10.0.0.0/8,fd00::/8",
            Read = o => o.AllowedDestinations.ToString(),
            Assign = SettingRules.AssignDestinations,
        },
        new()
        {
            Key = "retry-schedule", Kind = "durations",
            Help = "Waits between attempts, each with 20 % jitter; n waits make n + 1 attempts; none: no retries.",
            Write = "Write durations with commas between, such as 5s,5m,30m,2h,5h,10h,10h; units are ms, s, m, h, d",
            Read = o => o.RetrySchedule.ToString(),
            Assign = SettingRules.AssignSchedule,
            Check = SettingRules.Schedule,
        },
        Duration("disable-after", "An endpoint that has only failed for this long is disabled when a delivery has used up its retries.",
            TimeSpan.FromSeconds(1), TimeSpan.FromDays(365), o => o.DisableAfter, (o, v) => o.DisableAfter = v),
        Duration("delivery-timeout", "For the whole exchange with an endpoint, its response's body included.",
            TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), o => o.DeliveryTimeout, (o, v) => o.DeliveryTimeout = v),
        List("header-prefixes", "names", "Prefixes of the signature headers; all three are sent with each: webhook-id, svix-id.",
            "Write names with commas between, such as webhook,svix",
            o => o.HeaderPrefixes, (o, list) => Put(o.HeaderPrefixes = list), SettingRules.Prefixes),
        Size("body-limit", "Largest request body of the API.",
            1024, 256 << 20, o => o.BodyLimit, (o, v) => o.BodyLimit = v),
        Size("answer-memory", "Memory for large answers of the API while they are read and sent, of all organisations together.",
            16 << 20, 1 << 30, o => o.AnswerMemory, (o, v) => o.AnswerMemory = v),
        Duration("retention", "How long messages and attempts are kept.",
            TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650), o => o.Retention, (o, v) => o.Retention = v),
        new()
        {
            Key = "connections", Kind = "connections", Secret = true,
            Help = "Databases that operations may run statements on, by name; with name@org_… those of one organisation alone. No other way leads to one.",
            Write = "Write name=address with commas between, such as shop=sqlite:/var/lib/shop.db,billing=postgres://user:password@host/database",
            Read = o => string.Join(',', o.Connections.Select(c => $"{c.Name}{(c.Organisation is null ? "" : "@" + c.Organisation)}={c.Address}")),
            Assign = SettingRules.AssignConnections,
        },
        Duration("statement-timeout", "For one statement of an operation.",
            TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), o => o.StatementTimeout, (o, v) => o.StatementTimeout = v),
        Whole("sql-sessions", "Sessions that one organisation has with one database, at most. A run that waits goes to one of its own.",
            2, 64, o => o.SqlSessions, (o, v) => o.SqlSessions = v),
        Whole("sql-sessions-in-all", "Sessions that all organisations together have with one database, at most. They take turns where that isn't enough.",
            2, 10_000, o => o.SqlSessionsInAll, (o, v) => o.SqlSessionsInAll = v),
        Flag("sql-any-role", "Whether operations may run as a PostgreSQL role that can make tables, change markers or do anything. Without it such a role is refused.",
            o => o.SqlAnyRole, (o, v) => o.SqlAnyRole = v),
        Duration("marker-retention", "How long the marker of each run stays in its database (never less than a day longer than retention).",
            TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650), o => o.MarkerRetention, (o, v) => o.MarkerRetention = v),
        Whole("max-in-flight", "Deliveries in flight, of all destinations together.",
            1, 100_000, o => o.MaxInFlight, (o, v) => o.MaxInFlight = v),
        Whole("lane-in-flight", "Deliveries in flight to one destination.",
            1, 10_000, o => o.LaneInFlight, (o, v) => o.LaneInFlight = v),
        Whole("polls-in-flight", "Questions to providers in flight, of all sources together.",
            1, 10_000, o => o.PollsInFlight, (o, v) => o.PollsInFlight = v),
        Whole("source-polls-in-flight", "Questions to providers in flight of one source.",
            1, 10_000, o => o.SourcePollsInFlight, (o, v) => o.SourcePollsInFlight = v),
        Duration("shutdown-timeout", "How long a stopping server waits for what flies.",
            TimeSpan.Zero, TimeSpan.FromMinutes(10), o => o.ShutdownTimeout, (o, v) => o.ShutdownTimeout = v),
        Whole("breaker-failures", "Failures in a row that open a destination's circuit breaker.",
            1, 1_000_000, o => o.BreakerFailures, (o, v) => o.BreakerFailures = v),
        Duration("breaker-min-span", "Least time that those failures must span.",
            TimeSpan.Zero, TimeSpan.FromDays(1), o => o.BreakerMinSpan, (o, v) => o.BreakerMinSpan = v),
        Duration("breaker-open", "How long a breaker stays open the first time; doubled each time after.",
            TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), o => o.BreakerOpen, (o, v) => o.BreakerOpen = v),
        Duration("breaker-max-open", "The longest that a breaker stays open.",
            TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), o => o.BreakerMaxOpen, (o, v) => o.BreakerMaxOpen = v),
        Address("otlp-endpoint", "An OpenTelemetry collector that metrics and traces are sent to (OTLP, gRPC).",
            "http://localhost:4317", o => o.OtlpEndpoint, (o, v) => o.OtlpEndpoint = v),
        Flag("metrics", "Whether /metrics answers, in Prometheus' text format.", o => o.Metrics, (o, v) => o.Metrics = v),
        Text("metrics-url", "address", "Where /metrics answers: an address of its own, for those who watch the server. Without it /metrics answers at urls.",
            "Write http://HOST:PORT with a port that urls doesn't have, such as http://127.0.0.1:9464",
            o => o.MetricsUrl, (o, v) => o.MetricsUrl = v, SettingRules.ListenUrl),
        Address("public-url", "The server's address as its callers see it. Without it the first of urls; links to portals are then only made for callers who use an address of the server itself.",
            "https://hooks.example.com", o => o.PublicUrl, (o, v) => o.PublicUrl = v),
        Flag("forwarded-header", "Whether the proxies that sources trust write Forwarded (RFC 7239). Without it X-Forwarded-For, -Proto, -Host and -Prefix; the other is never believed.",
            o => o.ForwardedHeader, (o, v) => o.ForwardedHeader = v),
        Address("portal-url", "Where your customers' portals are. Without it public-url + /portal.",
            "https://hooks.example.com/portal", o => o.PortalUrl, (o, v) => o.PortalUrl = v),
        Choice("log-level", "Least level that is logged.",
            Enum.GetValues<LogVerbosity>(), o => o.LogLevel, (o, v) => o.LogLevel = v),
        Choice("log-format", "Log lines for people (text) or machines (json).",
            Enum.GetValues<LogFormat>(), o => o.LogFormat, (o, v) => o.LogFormat = v),
        Choice("roles", "What this process does.",
            [Roles.Receive, Roles.Api, Roles.Route, Roles.Deliver, Roles.Dashboard],
            o => o.Roles, (o, v) => o.Roles = v, several: true),
    ];

    private static readonly Dictionary<string, Setting> ByKey = All.ToDictionary(s => s.Key, StringComparer.Ordinal);

    public static Setting? Find(string key) => ByKey.GetValueOrDefault(key);

    private static string? Put(object? _) => null;
}
