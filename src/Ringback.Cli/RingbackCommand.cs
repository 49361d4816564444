using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Ringback.Cli.Commands;

namespace Ringback.Cli;

/// <summary>The program <c>ringback</c>: its commands in the order of its help.</summary>
internal static class RingbackCommand
{
    public static RootCommand Build() => new("A webhook service in one program: post a message once, and every subscriber gets it.")
    {
        ServeCommand.Build(),
        TokenCommand.Build(),
        SettingsCommand.Build(),
    };

    /// <summary><c>ringback token app</c>, for messages.</summary>
    public static string PathOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
            names.Insert(0, command.Command is RootCommand ? "ringback" : command.Command.Name);
        return string.Join(' ', names);
    }
}
