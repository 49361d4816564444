namespace Ringback.Cli.Usage;

/// <summary>Why a file that a command line names couldn't be read.</summary>
internal static class FileProblem
{
    /// <param name="failure">What reading threw: of a folder the system says that access is denied.</param>
    public static string Explain(string path, Exception failure) => failure switch
    {
        _ when Directory.Exists(path) => "it is a folder, not a file. Give a file.",
        FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
        UnauthorizedAccessException => "permission denied. Allow this user to read the file.",
        _ => failure.Message,
    };
}
