using Microsoft.Extensions.Logging;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Sessions;

/// <summary>How a connection stands, told by whoever opens it, and said once each time that it changes. Thread-safe.</summary>
internal sealed partial class ConnectionHealth(NamedConnection connection, TimeProvider clock, ILogger logger)
{
    private readonly Lock _lock = new();
    private ConnectionReport _report = new(connection, ConnectionState.Unknown, null, null);

    public ConnectionReport Report
    {
        get { lock (_lock) return _report; }
    }

    /// <param name="problem">With the statements that mend it; of a usable one, what its role may do all the same.</param>
    /// <param name="warning">What keeps no run from being done: what those who share it may do to each other, markers that are dropped too early.</param>
    public void Seen(ConnectionState state, string? problem, string? warning = null)
    {
        bool changed, warned;
        lock (_lock)
        {
            changed = _report.State != state || _report.Problem != problem;
            warned = warning is not null && _report.Warning != warning;
            _report = new ConnectionReport(connection, state, problem, clock.GetUtcNow().ToUnixTimeMilliseconds(), warning);
        }

        if (warned)
            LogWarning(logger, warning!);
        if (!changed)
            return;

        switch (state, problem)
        {
            case (ConnectionState.Usable, null): LogUsable(logger, connection.Name); break;
            case (ConnectionState.Usable, { } may): LogAnyRole(logger, connection.Name, may); break;
            case (ConnectionState.Refused, _): LogRefused(logger, connection.Name, problem); break;
            case (ConnectionState.Blocked, _): LogBlocked(logger, connection.Name, problem); break;
            case (ConnectionState.Unreachable, _): LogUnreachable(logger, connection.Name, problem); break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The connection {name} is ready for operations")]
    private static partial void LogUsable(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Operations run on the connection {name} since sql-any-role is set. {problem}")]
    private static partial void LogAnyRole(ILogger logger, string name, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "Operations on the connection {name} fail (424) until this is mended. {problem}")]
    private static partial void LogRefused(ILogger logger, string name, string? problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Operations on the connection {name} wait, and use up no tries, until this is mended. {problem}")]
    private static partial void LogBlocked(ILogger logger, string name, string? problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection {name} can't be reached. It is looked at again when it is opened the next time. {problem}")]
    private static partial void LogUnreachable(ILogger logger, string name, string? problem);
}
