using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Ringback.Core.Settings;
using LogFormat = Ringback.Core.Settings.LogFormat;

namespace Ringback.Server;

/// <summary>Logs go to the error stream; the output stream is for what a person or script asked for.</summary>
internal static class ServerLogging
{
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ ";

    public static void Configure(ILoggingBuilder logging, RingbackOptions options)
    {
        var level = (LogLevel)(int)options.LogLevel;
        logging.SetMinimumLevel(level);
        // The framework tells of every request at Information.
        logging.AddFilter("Microsoft", level > LogLevel.Debug ? Highest(level, LogLevel.Warning) : level);
        logging.AddFilter("System", Highest(level, LogLevel.Warning));
        // Hosting makes an Activity and a scope for every request while its logger can log at all: 12 % of what a posted message
        // allocated. What it would log of failures, ErrorAnswers does.
        // And it tells paths, of which those of sources hold their secret: so never, nor Kestrel of requests that it can't read.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.None);
        // A failed start is explained by the command that starts; what stops a running host is critical.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        if (options.LogFormat == LogFormat.Json)
        {
            logging.AddJsonConsole(console =>
            {
                console.TimestampFormat = Timestamp.TrimEnd();
                console.UseUtcTimestamp = true;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.TimestampFormat = Timestamp;
                console.UseUtcTimestamp = true;
                console.SingleLine = true;
            });
        }
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static LogLevel Highest(LogLevel a, LogLevel b) => a > b ? a : b;
}
