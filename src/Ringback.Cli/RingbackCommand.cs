using System.CommandLine;
using System.CommandLine.Parsing;
using Ringback.Cli.Commands;
using Ringback.Cli.Commands.Sources;
using Ringback.Cli.Usage;

namespace Ringback.Cli;

/// <summary>The program <c>ringback</c>: its commands in the order of its help.</summary>
internal static class RingbackCommand
{
    public static RootCommand Build() => new("A webhook service in one program: post a message once, and every subscriber gets it.")
    {
        ServeCommand.Build(),
        DemoCommand.Build(),
        ListenCommand.Build(),
        SourcesCommand.Build(),
        ApplyCommand.Build(),
        DeadLettersCommand.Build(),
        TokenCommand.Build(),
        SettingsCommand.Build(),
        MigrateCommand.Build(),
        CopyCommand.Build(),
        PipelineCommand.Build(),
    };

    /// <summary>Runs a command line to its end.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken stop = default)
    {
        var parsed = Build().Parse(arguments.Count == 0 ? ["--help"] : arguments);
        if (parsed.Errors.Count > 0)
        {
            var path = PathOf(parsed.CommandResult);
            foreach (var wrong in UsageErrors.Explain(parsed, path)) await error.WriteLineAsync("ringback: " + wrong);
            await error.WriteLineAsync($"See `{path} --help`.");
            return ExitCode.Usage;
        }
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            // The server ends itself in bounded time; the library's own timeout would cut its draining short.
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(configuration, stop);
    }

    /// <summary><c>ringback token app</c>, for messages.</summary>
    private static string PathOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            names.Insert(0, command.Command is RootCommand ? "ringback" : command.Command.Name);
        return string.Join(' ', names);
    }
}
