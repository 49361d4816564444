using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ringback.Core.Catalog;
using Ringback.Core.Http;
using Ringback.Core.Messages;

namespace Ringback.Core.Observe;

/// <summary>Meters and spans of every stage, under the name <c>Ringback</c>.</summary>
internal static class Telemetry
{
    public const string Name = "Ringback";

    public static readonly ActivitySource Spans = new(Name);
    public static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "ringback.delivery.attempts", "{attempt}", "Attempts made, by outcome");

    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "ringback.delivery.duration", "s", "Time of the whole exchange with a destination, by outcome");

    private static readonly KeyValuePair<string, object?>[] Outcomes =
        [.. Enum.GetNames<Outcome>().Select(name => new KeyValuePair<string, object?>("outcome", name.ToLowerInvariant()))];

    /// <summary>A span for one attempt, a child of the trace in which its message was posted.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="destination">Where it goes.</param>
    /// <param name="host">Of the URL that is called; null where none is.</param>
    public static Activity? StartAttempt(Message message, Destination destination, string? host)
    {
        if (!Spans.HasListeners())
            return null;
        _ = ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent);
        var span = Spans.StartActivity("ringback.attempt", ActivityKind.Client, parent);
        span?.SetTag("ringback.message", message.PublicId).SetTag("ringback.endpoint", destination.PublicId)
            .SetTag("ringback.event_type", message.EventType).SetTag("server.address", host);
        return span;
    }

    public static void Attempted(Activity? span, Outcome outcome, in SendResult result, int tries)
    {
        Attempts.Add(1, Outcomes[(int)outcome]);
        Durations.Record(result.DurationMs / 1000.0, Outcomes[(int)outcome]);
        if (span is null)
            return;
        span.SetTag("http.response.status_code", result.StatusCode).SetTag("ringback.tries", tries + 1);
        if (outcome != Outcome.Success)
            span.SetStatus(ActivityStatusCode.Error, result.Failure == FailureKind.None ? null : FailureText.Describe(result.Failure));
    }

    /// <summary>A span for one request to a source. Its URL, which holds a secret, is no part of it.</summary>
    public static Activity? StartReceive() => Spans.HasListeners() ? Spans.StartActivity("ringback.receive", ActivityKind.Server) : null;

    /// <param name="source">Null when the token was none.</param>
    public static void Received(Activity span, string? source, ReceiveResult result, int status)
    {
        span.SetTag("ringback.source", source).SetTag("ringback.result", result.ToString().ToLowerInvariant()).SetTag("http.response.status_code", status);
        if (status >= 500)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
