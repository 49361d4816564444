using System.CommandLine;
using Ringback.Cli.Remote;
using Ringback.Cli.Sources;

namespace Ringback.Cli.Commands.Sources;

/// <summary><c>ringback sources register</c>: tells the provider the ingest URL, or its reader how to.</summary>
internal static class SourceRegisterCommand
{
    public static Command Build()
    {
        var command = new Command("register",
            $"Tell the provider where to send: over its API for stripe (key in {StripeHooks.KeyVariable}) and github (token in {GitHubHooks.TokenVariable}); for the others the steps are printed.");
        var (server, source) = (ServerFlags.AddTo(command), SourcesCommand.Source());
        var events = new Option<string?>("--events") { Description = "The event types wanted, with commas between; * for all.", HelpName = "TYPES" };
        var owner = new Option<string?>("--github") { Description = "Of github: a repository, owner/name, or an organisation.", HelpName = "OWNER" };
        var provider = new Option<string?>("--provider-url") { Description = "Another address of the provider's API.", HelpName = "ADDRESS" };
        var newSecret = new Option<bool>("--new-secret") { Description = "Of a webhook that is there already: give it, and the source, a new secret." };
        var allowLocal = new Option<bool>("--allow-local") { Description = "Register a URL that is not on the internet." };
        var noCheck = new Option<bool>("--no-check") { Description = "Don't ask the ingest URL first whether it leads here." };
        var dry = new Option<bool>("--dry-run") { Description = "Look, say what would be done, and change nothing." };
        foreach (var option in (Option[])[events, owner, provider, newSecret, allowLocal, noCheck, dry]) command.Add(option);
        command.Add(source);
        command.SetAction((parsed, stop) => server.RunAsync(parsed, stop, (api, output, cancel) => new Registration(
            api, output, Events(parsed.GetValue(events)), parsed.GetValue(newSecret), parsed.GetValue(allowLocal), !parsed.GetValue(noCheck), parsed.GetValue(dry))
            .RunAsync(parsed.GetValue(source)!, parsed.GetValue(provider), parsed.GetValue(owner), cancel)));
        return command;
    }

    private static string[] Events(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
