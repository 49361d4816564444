namespace Ringback.Core.Settings;

/// <summary>Log levels; names and order are those of Microsoft.Extensions.Logging, which Core doesn't refer to.</summary>
internal enum LogVerbosity
{
    Trace,
    Debug,
    Information,
    Warning,
    Error,
    Critical,
    None,
}

/// <summary>How log lines are written.</summary>
internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>Where received requests are made durable before their provider is answered.</summary>
internal enum IntakeKind
{
    /// <summary>In the store, with their deliveries.</summary>
    Store,

    /// <summary>In a file of the node.</summary>
    Spool,

    /// <summary>In queues of a RabbitMQ.</summary>
    RabbitMq,
}

/// <summary>What a process does; one process does all of it by default.</summary>
[Flags]
internal enum Roles
{
    None = 0,
    Receive = 1,
    Api = 2,
    Route = 4,
    Deliver = 8,
    Dashboard = 16,
    All = Receive | Api | Route | Deliver | Dashboard,
}
