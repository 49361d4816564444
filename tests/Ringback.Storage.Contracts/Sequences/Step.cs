namespace Ringback.Storage.Contracts.Sequences;

/// <summary>
/// One thing that is done to a store through its seams. Numbers pick from what is there, so that a sequence makes sense whichever of its steps
/// are left out.
/// </summary>
internal abstract record Step
{
    /// <param name="at">Its place in the sequence: what it makes is named by it, the same in every store.</param>
    /// <returns>What the store answered, in words that are the same for every store.</returns>
    public abstract Task<string> RunAsync(World world, int at);
}
