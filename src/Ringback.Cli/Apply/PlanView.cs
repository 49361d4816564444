namespace Ringback.Cli.Apply;

/// <summary>Shows what would be done, coloured where somebody looks at it.</summary>
internal sealed class PlanView(TextWriter output, bool coloured)
{
    private const string Green = "\u001b[32m";
    private const string Yellow = "\u001b[33m";
    private const string Grey = "\u001b[90m";
    private const string Plain = "\u001b[0m";

    public async Task ShowAsync(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            if (!change.IsNeeded)
            {
                await LineAsync(Grey, $"  {change.Wanted.Name}");
                continue;
            }
            await LineAsync(change.IsNew ? Green : Yellow, $"{(change.IsNew ? "+" : "~")} {change.Wanted.Name}");
            foreach (var field in change.Fields)
                await LineAsync(Yellow, $"    {field.Name}: {(field.After is null ? "changed" : $"{field.Before} -> {field.After}")}");
        }
        var (made, changed) = (changes.Count(static c => c.IsNew), changes.Count(static c => c is { IsNew: false, IsNeeded: true }));
        await output.WriteLineAsync(made + changed == 0
            ? $"Nothing to do: {changes.Count} unchanged."
            : $"{made} to create, {changed} to change, {changes.Count - made - changed} unchanged.");
        if (changes.Any(static c => c.HasUncompared))
            await output.WriteLineAsync("Headers and secrets are set only when an endpoint is created; they weren't compared.");
    }

    private Task LineAsync(string colour, string text)
    {
        // What a file or a server says mustn't move the cursor.
        var line = new string([.. text.Select(static c => char.IsControl(c) ? ' ' : c)]);
        return output.WriteLineAsync(coloured ? colour + line + Plain : line);
    }
}
