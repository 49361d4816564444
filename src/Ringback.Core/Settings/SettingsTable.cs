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
        List("urls", "addresses", "The addresses that the server listens on.",
            "Write http://HOST:PORT, or several with commas between, such as http://127.0.0.1:8071; for TLS use a proxy in front of Ringback",
            o => o.Urls, (o, list) => Put(o.Urls = list), SettingRules.Urls),
        Text("data", "folder", "The data folder: database, secrets, lock. It is created if it is missing.",
            "Write the path of a folder, such as ./data", o => o.Data, (o, v) => o.Data = v, SettingRules.Folder),
        new()
        {
            Key = "store", Kind = "database", Secret = true, FlagProblem = SettingRules.StoreFlag,
            Help = "The PostgreSQL database for messages, deliveries and configuration. If it isn't set, Ringback uses SQLite in the data folder. All nodes of a database need the same encryption-key and jwt-secret.",
            Write = "Write an Npgsql connection string, such as Host=db.internal;Database=ringback;Username=ringback;Password=…",
            Read = o => o.Store ?? "",
            Assign = (o, text) =>
            {
                o.Store = text;
                return null;
            },
            Check = SettingRules.Store,
        },
        Text("jwt-secret", "secret", "The secret that signs tokens (HS256). If it isn't set, the file jwt.secret in the data folder is used; the first start creates this file.",
            "Write at least 32 random characters, such as openssl rand -base64 32 prints",
            o => o.JwtSecret, (o, v) => o.JwtSecret = v, SettingRules.JwtSecret, secret: true),
        new()
        {
            Key = "encryption-key", Kind = "secret", Secret = true,
            Help = "32 bytes that encrypt the stored secrets. If it isn't set, the file master.key in the data folder is used; the first start creates this file.",
            Write = "Write 32 random bytes in base64, such as openssl rand -base64 32 prints",
            Read = o => o.EncryptionKey is { } key ? Convert.ToBase64String(key) : "",
            Assign = SettingRules.AssignEncryptionKey,
            Check = o => o.EncryptionKey is { } key ? SettingRules.EncryptionKey(key) : null,
        },
        new()
        {
            Key = "allowed-destinations", Kind = "networks",
            Help = "Private or reserved networks that deliveries are allowed to go to.",
            Write = "Write networks as address/bits with commas between, such as 10.0.0.0/8,fd00::/8",
            Read = o => o.AllowedDestinations.ToString(),
            Assign = SettingRules.AssignDestinations,
        },
        new()
        {
            Key = "retry-schedule", Kind = "durations",
            Help = "The waits between attempts, each with 20 % jitter: n waits make n + 1 attempts, and none means no retries.",
            Write = "Write durations with commas between, such as 5s,5m,30m,2h,5h,10h,10h; units are ms, s, m, h, d",
            Read = o => o.RetrySchedule.ToString(),
            Assign = SettingRules.AssignSchedule,
            Check = SettingRules.Schedule,
        },
        Duration("disable-after", "An endpoint that has only failed for this long is disabled when a delivery has used up its retries.",
            TimeSpan.FromSeconds(1), TimeSpan.FromDays(365), o => o.DisableAfter, (o, v) => o.DisableAfter = v),
        Duration("delivery-timeout", "The time limit for one attempt, from connecting to the end of the response's body.",
            TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), o => o.DeliveryTimeout, (o, v) => o.DeliveryTimeout = v),
        List("header-prefixes", "names", "The prefixes of the three signature headers (webhook-id, svix-id). Each attempt has the headers with every prefix.",
            "Write names with commas between, such as webhook,svix",
            o => o.HeaderPrefixes, (o, list) => Put(o.HeaderPrefixes = list), SettingRules.Prefixes),
        Size("body-limit", "The largest request body that the API accepts.",
            1024, 256 << 20, o => o.BodyLimit, (o, v) => o.BodyLimit = v),
        Size("answer-memory", "The memory for large answers of the API while they are read and sent, for all organisations together.",
            16 << 20, 1 << 30, o => o.AnswerMemory, (o, v) => o.AnswerMemory = v),
        Duration("retention", "How long messages and attempts are kept.",
            TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650), o => o.Retention, (o, v) => o.Retention = v),
        new()
        {
            Key = "connections", Kind = "connections", Secret = true,
            Help = "The databases that operations may use, each with a name. A name of the form name@org_… is for one organisation only. Operations can't use other databases.",
            Write = "Write name=address with commas between, such as shop=sqlite:/var/lib/shop.db,billing=postgres://user:password@host/database",
            Read = o => string.Join(',', o.Connections.Select(c => $"{c.Name}{(c.Organisation is null ? "" : "@" + c.Organisation)}={c.Address}")),
            Assign = SettingRules.AssignConnections,
        },
        Duration("statement-timeout", "The time limit for one statement of an operation.",
            TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), o => o.StatementTimeout, (o, v) => o.StatementTimeout = v),
        Whole("sql-sessions", "The largest number of sessions that one organisation has with one database. A run that waits gets a session of its own.",
            2, 64, o => o.SqlSessions, (o, v) => o.SqlSessions = v),
        Whole("sql-sessions-in-all", "The largest number of sessions that all organisations together have with one database. If they need more, they take turns.",
            2, 10_000, o => o.SqlSessionsInAll, (o, v) => o.SqlSessionsInAll = v),
        Flag("sql-any-role", "Whether operations may use a PostgreSQL role that can create tables, change markers or do anything. If it is false, Ringback refuses such a role.",
            o => o.SqlAnyRole, (o, v) => o.SqlAnyRole = v),
        Duration("marker-retention", "How long the marker of each run stays in its database. Every marker stays at least one day longer than retention.",
            TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650), o => o.MarkerRetention, (o, v) => o.MarkerRetention = v),
        Duration("backlog-age", "While the oldest delivery to a destination has waited longer than this for its first attempt, new messages for it are answered 429 with Retry-After. A destination whose circuit breaker is open doesn't count. 0s means no limit.",
            TimeSpan.Zero, TimeSpan.FromDays(365), o => o.BacklogAge, (o, v) => o.BacklogAge = v),
        Choice("intake", "Where requests to sources are made durable before their provider is answered: in the store, in a file of this node (spool), or in RabbitMQ. See the page on receiving.",
            Enum.GetValues<IntakeKind>(), o => o.Intake, (o, v) => o.Intake = v),
        Text("rabbitmq", "secret", "The address of RabbitMQ for the intake rabbitmq. The addresses of several nodes of a cluster have commas between them.",
            "Write amqp://USER:PASSWORD@HOST/VHOST, or amqps:// for TLS",
            o => o.RabbitMq, (o, v) => o.RabbitMq = v, SettingRules.RabbitMq, secret: true, flagProblem: SettingRules.RabbitMqFlag),
        Size("spool-limit", "The largest size of the requests that wait in the spool. While it is reached, requests to sources are answered 503.",
            1 << 20, 2047 << 20, o => o.SpoolLimit, (o, v) => o.SpoolLimit = v),
        Whole("max-in-flight", "The largest number of deliveries in flight to all destinations together.",
            1, 100_000, o => o.MaxInFlight, (o, v) => o.MaxInFlight = v),
        Whole("lane-in-flight", "The largest number of deliveries in flight to one destination.",
            1, 10_000, o => o.LaneInFlight, (o, v) => o.LaneInFlight = v),
        Whole("polls-in-flight", "The largest number of polls in flight for all sources together.",
            1, 10_000, o => o.PollsInFlight, (o, v) => o.PollsInFlight = v),
        Whole("source-polls-in-flight", "The largest number of polls in flight for one source.",
            1, 10_000, o => o.SourcePollsInFlight, (o, v) => o.SourcePollsInFlight = v),
        Duration("shutdown-timeout", "How long a stopping server waits for deliveries in flight.",
            TimeSpan.Zero, TimeSpan.FromMinutes(10), o => o.ShutdownTimeout, (o, v) => o.ShutdownTimeout = v),
        Whole("breaker-failures", "The number of failures in a row that open the circuit breaker of a destination.",
            1, 1_000_000, o => o.BreakerFailures, (o, v) => o.BreakerFailures = v),
        Duration("breaker-min-span", "The shortest time between the first and the last of these failures.",
            TimeSpan.Zero, TimeSpan.FromDays(1), o => o.BreakerMinSpan, (o, v) => o.BreakerMinSpan = v),
        Duration("breaker-open", "How long a circuit breaker stays open the first time. This time doubles each time the breaker opens again.",
            TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), o => o.BreakerOpen, (o, v) => o.BreakerOpen = v),
        Duration("breaker-max-open", "The longest time that a circuit breaker stays open.",
            TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1), o => o.BreakerMaxOpen, (o, v) => o.BreakerMaxOpen = v),
        Address("otlp-endpoint", "The OpenTelemetry collector that gets metrics and traces (OTLP, gRPC).",
            "http://localhost:4317", o => o.OtlpEndpoint, (o, v) => o.OtlpEndpoint = v),
        Flag("metrics", "Whether /metrics answers with the metrics in the text format of Prometheus.", o => o.Metrics, (o, v) => o.Metrics = v),
        Text("metrics-url", "address", "A separate address for /metrics. If it isn't set, /metrics answers at the addresses in urls.",
            "Write http://HOST:PORT with a port that isn't in urls, such as http://127.0.0.1:9464",
            o => o.MetricsUrl, (o, v) => o.MetricsUrl = v, SettingRules.ListenUrl),
        Address("public-url", "The address by which callers reach the server. If it isn't set, this is the first address in urls, and links to portals are only created for callers that use an address of the server itself.",
            "https://hooks.example.com", o => o.PublicUrl, (o, v) => o.PublicUrl = v),
        Flag("forwarded-header", "Whether the proxies that sources trust write the header Forwarded (RFC 7239). If it is false, they write X-Forwarded-For, -Proto, -Host and -Prefix. The other headers are never used.",
            o => o.ForwardedHeader, (o, v) => o.ForwardedHeader = v),
        Address("portal-url", "The address of your customers' portals. If it isn't set, this is public-url followed by /portal.",
            "https://hooks.example.com/portal", o => o.PortalUrl, (o, v) => o.PortalUrl = v),
        Choice("log-level", "The lowest level that is written to the log.",
            Enum.GetValues<LogVerbosity>(), o => o.LogLevel, (o, v) => o.LogLevel = v),
        Choice("log-format", "The format of log lines: text for people, or json for programs.",
            Enum.GetValues<LogFormat>(), o => o.LogFormat, (o, v) => o.LogFormat = v),
        Choice("roles", "The parts of the server that this process runs.",
            [Roles.Receive, Roles.Api, Roles.Route, Roles.Deliver, Roles.Dashboard],
            o => o.Roles, (o, v) => o.Roles = v, several: true),
    ];

    private static readonly Dictionary<string, Setting> ByKey = All.ToDictionary(s => s.Key, StringComparer.Ordinal);

    public static Setting? Find(string key) => ByKey.GetValueOrDefault(key);

    private static string? Put(object? _) => null;
}
