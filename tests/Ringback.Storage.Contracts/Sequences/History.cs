namespace Ringback.Storage.Contracts.Sequences;

/// <summary>Steps one after the other, then those of several threads at once.</summary>
internal sealed record History(Step[] Before, Step[][] Threads)
{
    /// <value>All of the threads' steps with their places in the sequence: these are their names, whichever comes first.</value>
    public IReadOnlyList<IReadOnlyList<(int At, Step Step)>> Placed { get; } = Place(StepGen.Beginning.Length + Before.Length, Threads);

    public override string ToString() =>
        $"{string.Join('\n', Before.Select(static (step, n) => $"  {StepGen.Beginning.Length + n}: {step}"))}\n"
        + string.Join('\n', Placed.SelectMany((steps, thread) => steps.Select(step => $"  {step.At} on thread {thread}: {step.Step}")));

    private static List<IReadOnlyList<(int At, Step Step)>> Place(int at, Step[][] threads) =>
        [.. threads.Select(steps => (IReadOnlyList<(int, Step)>)[.. steps.Select(step => (at++, step))])];
}
