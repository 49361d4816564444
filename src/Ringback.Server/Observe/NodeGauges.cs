using System.Diagnostics.Metrics;
using Ringback.Core.Observe;
using Ringback.Server.Api.Answers;
using Ringback.Server.Node;

namespace Ringback.Server.Observe;

/// <summary>What stands in the node now, asked for when somebody looks.</summary>
internal sealed class NodeGauges : IDisposable
{
    // A meter of its own, so that a node that was closed is no longer asked.
    private readonly Meter _meter = new(Telemetry.Name);

    public NodeGauges(RingbackNode node, AnswerBudget answers)
    {
        _meter.CreateObservableGauge("ringback.delivery.in_flight", () => node.Deliverer.Slots.InFlight, "{delivery}", "Deliveries in flight");
        _meter.CreateObservableGauge("ringback.delivery.backlog", () => node.Deliverer.Budget.Items, "{delivery}", "Deliveries waiting in memory");
        _meter.CreateObservableGauge("ringback.delivery.lanes", () => node.Deliverer.Lanes, "{lane}", "Destinations with deliveries that wait in memory or are in flight");
        _meter.CreateObservableGauge("ringback.catalog.endpoints", () => node.Catalog.Destinations, "{endpoint}", "Endpoints configured");
        _meter.CreateObservableGauge("ringback.commit.waiting", () => node.Store.Waiting, "{item}", "Items that wait for the next commit");
        _meter.CreateObservableGauge("ringback.api.answers_held", () => answers.Held, "By", "Memory of answers that are read or sent");
        _meter.CreateObservableGauge("ringback.api.answers_waiting", () => answers.Waiting, "{request}", "Requests that wait for room for their answer");
        _meter.CreateObservableGauge("ringback.store.writable", () => node.Health.Writable ? 1 : 0, null, "1 while the store can commit");
    }

    public void Dispose() => _meter.Dispose();
}
