namespace Ringback.Core.Deliver;

/// <summary>Who is told of what was committed, on the writer's thread. Set once, before the first write.</summary>
internal sealed class StoreListeners
{
    /// <value>Hears of committed work.</value>
    public IDeliveryIntake Intake { get; set; } = NoIntake.Instance;

    /// <value>Called after the commit of a new job.</value>
    public Action JobAdded { get; set; } = static () => { };

    /// <value>Called after the commit of an expectation, with its time (Unix milliseconds).</value>
    public Action<long> ExpectationDue { get; set; } = static _ => { };

    /// <value>Called after the commit of a source's change.</value>
    public Action SourceChanged { get; set; } = static () => { };
}
