using System.Diagnostics.Metrics;

namespace Ringback.Client;

/// <summary>What is counted, under the meter <c>Ringback.Client</c>. Tags have few values: no ids, no event types.</summary>
internal sealed class WebhookMetrics
{
    public const string Meter = "Ringback.Client";
    private readonly Counter<long> _refused;
    private readonly Counter<long> _handled;
    private readonly Counter<long> _givenUp;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Meter);
        _refused = meter.CreateCounter<long>("ringback.client.refused", "{request}", "Requests whose sender wasn't verified.");
        _handled = meter.CreateCounter<long>("ringback.client.handled", "{event}", "Runs of handlers.");
        _givenUp = meter.CreateCounter<long>("ringback.client.given_up", "{event}", "Events in the inbox that aren't retried any more.");
    }

    public void Refused(string source, WebhookRefusal refusal) => _refused.Add(1, new("source", source), new("refusal", refusal.ToString()));

    /// <param name="outcome"><c>done</c>, <c>duplicate</c>, <c>rejected</c> or <c>failed</c>.</param>
    public void Handled(string source, string handler, string outcome) => _handled.Add(1, new("source", source), new("handler", handler), new("outcome", outcome));

    public void GivenUp(string source) => _givenUp.Add(1, new KeyValuePair<string, object?>("source", source));
}
