namespace Ringback.Bench.Children;

/// <summary>What a child process says to the bench on its standard output, and how it learns that the bench is gone.</summary>
internal static class ChildSide
{
    public const string ReadyMark = "ready ", ProgressMark = "progress ", ResultMark = "result ";

    public static void Ready(string what) => Say(ReadyMark + what);

    public static void Progress(long count) => Say(FormattableString.Invariant($"{ProgressMark}{count}"));

    public static void Result(string json) => Say(ResultMark + json);

    /// <summary>Completes when the bench closes our standard input, as it does to end us, or by dying.</summary>
    public static async Task ParentGoneAsync(CancellationToken stop)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[64];
        while (await input.ReadAsync(buffer, stop) > 0)
        {
        }
    }

    /// <summary>For roles that would go on by themselves: ends the process when the bench is gone.</summary>
    public static void EndWithParent()
    {
        new Thread(Wait) { IsBackground = true, Name = "end with parent" }.Start();

        static void Wait()
        {
            using var input = Console.OpenStandardInput();
            var buffer = new byte[64];
            while (input.Read(buffer) > 0)
            {
            }

            Environment.Exit(3);
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
