namespace Ringback.Storage.Contracts.Sequences;

/// <summary>Whatever is done to a store, it shows what the model shows.</summary>
public abstract class SequenceContract
{
    private readonly IStoreFactory _stores;

    internal SequenceContract(IStoreFactory stores) => _stores = stores;

    [Fact]
    public void Whatever_is_done_to_it_a_store_shows_what_the_model_shows() =>
        Sampling.Check(StepGen.Sequence, steps => Comparison.OfAsync(_stores, steps), 50);
}
