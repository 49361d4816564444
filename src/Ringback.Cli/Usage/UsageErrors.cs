using System.CommandLine;
using System.CommandLine.Parsing;
using Ringback.Server.Settings;

namespace Ringback.Cli.Usage;

/// <summary>Says what is wrong with a command line, once, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <param name="parsed">The command line.</param>
    /// <param name="path">Of its command: <c>ringback token app</c>.</param>
    public static IEnumerable<string> Explain(ParseResult parsed, string path)
    {
        var command = parsed.CommandResult.Command;
        // Of a token that it doesn't know the library says so, says it of what follows, and that a command is missing.
        if (parsed.UnmatchedTokens is [var token, ..]) return [Unknown(token, command, parsed)];
        if (command is { Subcommands.Count: > 0, Action: null })
            return [$"A subcommand is missing. Use one of: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}."];
        string[] missing = [.. MissingParts.Explain(parsed, path)];
        return missing.Length > 0 ? missing : parsed.Errors.Select(error => error.Message);
    }

    private static string Unknown(string token, Command command, ParseResult parsed)
    {
        var isOption = token.StartsWith('-');
        var name = token.Split('=', ':')[0];
        var known = isOption ? command.Options.Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
        var meant = NearestName.Find(name, known) is { } nearest ? $" Did you mean {nearest}?" : "";
        // What a command can't be without was given without its flag.
        if (!isOption && command.Options.FirstOrDefault(option => option.Required && parsed.GetResult(option) is null or { Implicit: true }) is { } needed)
            meant = $" Did you mean {needed.Name} {token}?";
        return $"There is no {(isOption ? "option" : command.Subcommands.Count > 0 ? "command" : "argument")} {name}.{meant}";
    }
}
