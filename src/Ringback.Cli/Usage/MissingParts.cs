using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ringback.Cli.Usage;

/// <summary>Says what a command line lacks, with an example.</summary>
internal static class MissingParts
{
    /// <param name="parsed">The command line.</param>
    /// <param name="path">Of its command: <c>ringback sources show</c>.</param>
    public static IEnumerable<string> Explain(ParseResult parsed, string path)
    {
        var command = parsed.CommandResult.Command;
        foreach (var option in command.Options.Where(option => option.Required && parsed.GetResult(option) is null or { Implicit: true }))
            yield return $"The option {option.Name} is missing. For example: {path} {Whole(command)}";
        foreach (var argument in command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > (parsed.GetResult(argument)?.Tokens.Count ?? 0)))
            yield return $"The argument {argument.Name} is missing. For example: {path} {Whole(command)}";
        foreach (var given in parsed.CommandResult.Children.OfType<OptionResult>())
        {
            if (!given.Implicit && given.Tokens.Count < given.Option.Arity.MinimumNumberOfValues)
                yield return $"The option {given.Option.Name} has no value. Write it as: {given.Option.Name} {Value(given.Option)}";
        }
    }

    /// <summary>All that the command needs, as somebody might give it.</summary>
    private static string Whole(Command command) => string.Join(' ', command.Arguments.OfType<INeeded>().Select(static argument => argument.Example)
        .Concat(command.Options.Where(static option => option is INeeded).Select(static option => $"{option.Name} {Value(option)}")));

    private static string Value(Option option) => option is INeeded needed ? needed.Example : option.HelpName ?? "VALUE";
}
