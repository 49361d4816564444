namespace Ringback.Crash;

/// <summary>Runs the tests, unless it is asked to be <see cref="UnsyncedServer"/>.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) =>
        args is [UnsyncedServer.Verb, var folder, var url]
            ? UnsyncedServer.RunAsync(folder, url)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
