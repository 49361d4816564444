using System.CommandLine;
using System.Text.Json.Nodes;
using Ringback.Cli.Remote;
using Ringback.Cli.Usage;

namespace Ringback.Cli.Sources;

/// <summary>A source's configuration from a file or the input: it holds secrets, which a command line would show to others.</summary>
internal static class ConfigFile
{
    public static Option<string?> Flag() => new("--config-file") { Description = "The source's configuration: a file of JSON; - reads it from the input.", HelpName = "FILE" };

    /// <exception cref="UsageException">It can't be read, or is no JSON object.</exception>
    public static JsonObject Read(string path)
    {
        try
        {
            return Http.Parse(path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path)) as JsonObject
                ?? throw new UsageException($"--config-file {path}: it must be a JSON object, such as {{\"secret\": …}}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--config-file {path}: {FileProblem.Explain(path, e)}");
        }
    }
}
