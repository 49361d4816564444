using System.Text;
using Ringback.Cli.Usage;

namespace Ringback.Cli.Sources;

/// <summary>Where keys and secrets come from: a variable, a prompt that shows nothing, or lines of what is piped in. Never the command line, which others see.</summary>
internal static class SecretInput
{
    /// <param name="variable">Looked at first.</param>
    /// <param name="what">Is asked for when the variable isn't set and somebody can type.</param>
    /// <exception cref="UsageException">There is nobody to ask, or nothing was given.</exception>
    public static string Read(string variable, string what)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set) return set.Trim();
        var typed = Console.IsInputRedirected ? null : Type(what, isSecret: true);
        return Given(typed, $"{what} is missing: set {variable}.");
    }

    /// <summary>What a source of the guide's type needs, in the order of its fields.</summary>
    /// <exception cref="UsageException">Something is missing, or more is piped in than there are fields.</exception>
    public static IReadOnlyList<string> ReadAll(ProviderGuide guide) => Console.IsInputRedirected
        ? ReadLines(guide, Console.In)
        : [.. guide.Fields.Select(field => Given(Type(Name(guide, field), field.IsSecret), Missing(guide, field)))];

    /// <summary>The same, of what is piped in: a line for each field.</summary>
    internal static IReadOnlyList<string> ReadLines(ProviderGuide guide, TextReader input)
    {
        string[] values = [.. guide.Fields.Select(field => Given(input.ReadLine(), Missing(guide, field)))];
        // A script's last line may be followed by empty ones; anything else would be dropped without a word.
        if (string.IsNullOrWhiteSpace(input.ReadToEnd())) return values;
        var count = values.Length == 1 ? "one value" : $"{values.Length} values";
        throw new UsageException(
            $"the input has more lines than a source of type {guide.Type} has values. It has {count} ({string.Join(", ", guide.Fields.Select(field => field.Name))}), each on a line. " +
            "Give several secrets, or one of several lines, with --config-file.");
    }

    /// <summary>A line that isn't shown. Ctrl-D ends it, as it ends a line that is.</summary>
    /// <param name="next">Waits for the next key.</param>
    internal static string ReadHidden(Func<ConsoleKeyInfo> next)
    {
        const char EndOfInput = '\u0004';
        var typed = new StringBuilder();
        while (next() is var key && key.Key != ConsoleKey.Enter && key.KeyChar != EndOfInput)
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0) typed.Length--;
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        return typed.ToString();
    }

    private static string? Type(string what, bool isSecret)
    {
        Console.Error.Write(what + ": ");
        if (!isSecret) return Console.ReadLine();
        var typed = ReadHidden(() => Console.ReadKey(intercept: true));
        Console.Error.WriteLine();
        return typed;
    }

    private static string Given(string? text, string missing) => text?.Trim() is { Length: > 0 } given ? given : throw new UsageException(missing);

    private static string Missing(ProviderGuide guide, GuideField field) => $"{Name(guide, field)} is missing. Type it, or pipe it in.";

    private static string Name(ProviderGuide guide, GuideField field) => $"{guide.Name}, {field.Name}";
}
