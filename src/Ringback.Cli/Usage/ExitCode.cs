namespace Ringback.Cli.Usage;

/// <summary>What the program ends with; scripts and supervisors rely on it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>It was asked well and failed: a port in use, a folder locked, a disk full.</summary>
    public const int Failed = 1;

    /// <summary>It was asked wrongly: an unknown flag, a wrong setting. Asking again gives the same.</summary>
    public const int Usage = 2;
}
