using CsCheck;

namespace Ringback.Storage.Contracts.Sequences;

/// <summary>
/// Random samples of steps. What fails is made shorter, and told with its seed: <c>CsCheck_Seed</c> gives it again, <c>CsCheck_Iter</c> or
/// <c>CsCheck_Time</c> (seconds) ask for more.
/// </summary>
internal static class Sampling
{
    /// <value>Samples that may be tried, for each that a test takes, to find a shorter one that fails.</value>
    private const int Shorter = 25;

    /// <param name="check">Throws when the store isn't as it has to be.</param>
    /// <param name="samples">As many as a test takes when nobody asked for more.</param>
    /// <param name="seed">Of the first sample; null: that of the environment, or any.</param>
    public static void Check<TSample>(Gen<TSample> gen, Func<TSample, Task> check, int samples, string? seed = null)
    {
        var isAsked = Environment.GetEnvironmentVariable("CsCheck_Iter") is not null || CsCheck.Check.Time >= 0;
        var wanted = isAsked ? CsCheck.Check.Iter : samples;
        try
        {
            Sample(gen, check, seed, wanted);
        }
        catch (CsCheckException found) when (!isAsked && SeedOf(found) is { } failing)
        {
            // Most samples are longer than this one, and are not even tried.
            Sample(gen, check, failing, Shorter * wanted);
        }
    }

    /// <summary>Any one, as it is.</summary>
    public static void One<TSample>(Gen<TSample> gen, Func<TSample, Task> check) => Sample(gen, check, null, 1);

    // CsCheck's asynchronous samples go on with a thread's random numbers on other threads: only samples of one thread are given again by
    // their seed.
#pragma warning disable VSTHRD002
    private static void Sample<TSample>(Gen<TSample> gen, Func<TSample, Task> check, string? seed, long samples) =>
        gen.Sample(sample => Task.Run(() => check(sample)).GetAwaiter().GetResult(), seed: seed, iter: samples, threads: 1, print: Print);
#pragma warning restore VSTHRD002

    private static string? SeedOf(CsCheckException found) => found.Message.Split('"') is [_, var seed, ..] ? seed : null;

    private static string Print<TSample>(TSample sample) => "\n" + (sample is IEnumerable<Step> steps
        ? string.Join('\n', steps.Select(static (step, n) => $"  {StepGen.Beginning.Length + n}: {step}"))
        : sample?.ToString());
}
