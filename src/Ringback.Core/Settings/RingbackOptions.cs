using Ringback.Core.Background;
using Ringback.Core.Operate;
using Ringback.Verification.Text;

namespace Ringback.Core.Settings;

/// <summary>
/// Everything an operator can set, typed. The initializers here are the defaults; <see cref="SettingsTable"/>
/// says how each is written, and <see cref="RingbackOptionsValidator"/> what it may be.
/// </summary>
internal sealed class RingbackOptions
{
    /// <summary>Where the server listens.</summary>
    public IReadOnlyList<string> Urls { get; set; } = ["http://127.0.0.1:8071"];

    /// <summary>The data folder: database, secrets, lock.</summary>
    public string Data { get; set; } = "./data";

    /// <summary>The PostgreSQL database that holds what is stored, as Npgsql takes its address; null (the default): SQLite in the data folder.</summary>
    public string? Store { get; set; }

    /// <summary>What tokens are signed with (HS256); null: the data folder's <c>jwt.secret</c>, made at first start.</summary>
    public string? JwtSecret { get; set; }

    /// <summary>32 bytes that secrets at rest are encrypted with; null: the data folder's <c>master.key</c>.</summary>
    public byte[]? EncryptionKey { get; set; }

    /// <summary>The databases that operations may run statements on.</summary>
    public IReadOnlyList<NamedConnection> Connections { get; set; } = [];

    /// <summary>Of one statement of an operation.</summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The most sessions that one organisation has with one database.</summary>
    public int SqlSessions { get; set; } = 4;

    /// <summary>The most sessions that all organisations together have with one database.</summary>
    public int SqlSessionsInAll { get; set; } = 32;

    /// <summary>Whether operations may run as a PostgreSQL role that can make tables, undo markers or do anything.</summary>
    public bool SqlAnyRole { get; set; }

    /// <summary>How long the markers of runs stay in their databases; at least a day longer than <see cref="Retention"/>.</summary>
    public TimeSpan MarkerRetention { get; set; } = TimeSpan.FromDays(100);

    /// <summary>Private or reserved networks that deliveries are allowed to go to.</summary>
    public CidrList AllowedDestinations { get; set; } = CidrList.Empty;

    /// <summary>Waits between attempts: n waits make n + 1 attempts.</summary>
    public RetrySchedule RetrySchedule { get; set; } = RetrySchedule.Default;

    /// <summary>How long an endpoint may do nothing but fail before it is disabled.</summary>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(5);

    /// <summary>For the whole exchange with an endpoint, its response's body included.</summary>
    public TimeSpan DeliveryTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Prefixes of the three signature headers; each prefix is sent: <c>webhook-id</c>, <c>svix-id</c>…</summary>
    public IReadOnlyList<string> HeaderPrefixes { get; set; } = ["webhook"];

    /// <summary>Largest request body of the API, in bytes.</summary>
    public int BodyLimit { get; set; } = 1024 * 1024;

    /// <summary>Of answers of the API that are being read or sent, of all together, in bytes.</summary>
    public int AnswerMemory { get; set; } = 128 * 1024 * 1024;

    /// <summary>How long messages and attempts are kept.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Where received requests are made durable before their provider is answered.</summary>
    public IntakeKind Intake { get; set; } = IntakeKind.Store;

    /// <summary>The addresses of RabbitMQ's nodes, with commas between, for <see cref="IntakeKind.RabbitMq"/>; null: none.</summary>
    public string? RabbitMq { get; set; }

    /// <summary>Bytes of requests in the spool, for <see cref="IntakeKind.Spool"/>.</summary>
    public int SpoolLimit { get; set; } = 1024 * 1024 * 1024;

    /// <summary>The longest wait for a first attempt at which messages for the same destination are accepted; zero (the default): any.</summary>
    public TimeSpan BacklogAge { get; set; } = TimeSpan.Zero;

    /// <summary>Deliveries in flight, of all destinations together.</summary>
    public int MaxInFlight { get; set; } = 1024;

    /// <summary>Deliveries in flight to one destination.</summary>
    public int LaneInFlight { get; set; } = 64;

    /// <summary>Polls in flight, of all sources together.</summary>
    public int PollsInFlight { get; set; } = 64;

    /// <summary>Polls in flight of one source.</summary>
    public int SourcePollsInFlight { get; set; } = 8;

    /// <summary>How long a stopping server waits for what is in flight.</summary>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Failures in a row that open a destination's circuit breaker.</summary>
    public int BreakerFailures { get; set; } = 50;

    /// <summary>Least time those failures must span.</summary>
    public TimeSpan BreakerMinSpan { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a circuit breaker stays open the first time. This time doubles each time the breaker opens again.</summary>
    public TimeSpan BreakerOpen { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest a breaker stays open.</summary>
    public TimeSpan BreakerMaxOpen { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>An OpenTelemetry collector for metrics and traces; null: none.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Whether <c>/metrics</c> answers.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>Where <c>/metrics</c> answers, and nothing else does; null: at <see cref="Urls"/>, beside everything.</summary>
    public string? MetricsUrl { get; set; }

    /// <summary>The server's address as its callers see it; null: the first of <see cref="Urls"/>.</summary>
    public Uri? PublicUrl { get; set; }

    /// <summary>Trusted proxies write <c>Forwarded</c> (RFC 7239); else <c>X-Forwarded-For</c> and its like. The other is not believed.</summary>
    public bool ForwardedHeader { get; set; }

    /// <summary>Where customers' portals are; null: <see cref="PublicUrl"/> + <c>/portal</c>.</summary>
    public Uri? PortalUrl { get; set; }

    /// <summary>Least level that is logged.</summary>
    public LogVerbosity LogLevel { get; set; } = LogVerbosity.Information;

    /// <summary>Log lines for people or for machines.</summary>
    public LogFormat LogFormat { get; set; } = LogFormat.Text;

    /// <summary>What this process does.</summary>
    public Roles Roles { get; set; } = Roles.All;
}
