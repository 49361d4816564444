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
    public void Update(ConnectionState state, string? problem, string? warning = null)
    {
        bool changed, warned;
        lock (_lock)
        {
            changed = _report.State != state || _report.Problem != problem;
            warned = warning is not null && _report.Warning != warning;
            _report = new ConnectionReport(connection, state, problem, clock.GetUtcNow().ToUnixTimeMilliseconds(), warning);
        }

        if (warned)
            LogWarning(logger, connection.Name, warning!);
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

    [LoggerMessage(2000, LogLevel.Information, "Connection {Connection} is ready for operations", EventName = "ConnectionUsable")]
    private static partial void LogUsable(ILogger logger, string connection);

    [LoggerMessage(2001, LogLevel.Warning, "Connection {Connection} is used although its role may do too much, because sql-any-role is set: {Problem}", EventName = "ConnectionAnyRole")]
    private static partial void LogAnyRole(ILogger logger, string connection, string problem);

    [LoggerMessage(2002, LogLevel.Warning, "Connection {Connection} has a warning: {Warning}", EventName = "ConnectionWarning")]
    private static partial void LogWarning(ILogger logger, string connection, string warning);

    [LoggerMessage(2003, LogLevel.Error, "Connection {Connection} is refused; its operations fail with status code 424 until this is fixed: {Problem}", EventName = "ConnectionRefused")]
    private static partial void LogRefused(ILogger logger, string connection, string? problem);

    [LoggerMessage(2004, LogLevel.Error, "Connection {Connection} is blocked; its operations wait and use no retries until this is fixed: {Problem}", EventName = "ConnectionBlocked")]
    private static partial void LogBlocked(ILogger logger, string connection, string? problem);

    [LoggerMessage(2005, LogLevel.Warning, "Could not reach the database of connection {Connection}; it is checked again when a session is opened: {Problem}", EventName = "ConnectionUnreachable")]
    private static partial void LogUnreachable(ILogger logger, string connection, string? problem);
}
