using System.Runtime.InteropServices;

namespace Ringback.Bench.Children;

/// <summary>SIGTERM, which <see cref="System.Diagnostics.Process"/> can't send.</summary>
internal static partial class Signal
{
    private const int Term = 15;

    public static void Terminate(int process)
    {
        if (kill(process, Term) != 0 && Marshal.GetLastPInvokeError() is var error and not 3)
            throw new BenchException($"SIGTERM to {process} failed with errno {error}.");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
