using System.Text;

namespace Ringback.Cli.Sources;

/// <summary>Where keys and secrets come from: a variable, a prompt that shows nothing, or a line of what is piped in. Never the command line, which others see.</summary>
internal static class SecretInput
{
    /// <param name="variable">Looked at first; null: none.</param>
    /// <param name="what">Is asked for.</param>
    /// <exception cref="UsageException">There is nobody to ask, or nothing was given.</exception>
    public static string Read(string? variable, string what, bool isSecret = true)
    {
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set) return set.Trim();
        if (!Console.IsInputRedirected)
        {
            Console.Error.Write(what + ": ");
            var typed = isSecret ? ReadHidden() : Console.ReadLine();
            if (isSecret) Console.Error.WriteLine();
            return Given(typed, variable, what);
        }
        return Given(variable is null ? Console.In.ReadLine() : null, variable, what);
    }

    private static string Given(string? text, string? variable, string what) => text?.Trim() is { Length: > 0 } given
        ? given
        : throw new UsageException(variable is null ? $"{what} is missing: type it, or pipe it in." : $"{what} is missing: set {variable}.");

    private static string ReadHidden()
    {
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace && typed.Length > 0) typed.Length--;
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        return typed.ToString();
    }
}
