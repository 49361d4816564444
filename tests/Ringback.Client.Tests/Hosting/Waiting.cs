using System.Diagnostics;

namespace Ringback.Client.Tests.Hosting;

internal static class Waiting
{
    /// <summary>Until it holds; fails with what it was for after half a minute.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30)) Assert.Fail($"waited in vain: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
