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
            $"Register the ingest URL with the provider: over its API for stripe (key in {StripeHooks.KeyVariable}) and github (token in {GitHubHooks.TokenVariable}). For other types, print the steps.");
        var (flags, source) = (ServerFlags.AddTo(command), SourcesCommand.Source());
        var events = new Option<string?>("--events") { Description = "The event types to receive, with commas between; * for all.", HelpName = "TYPES" };
        var owner = new Option<string?>("--github") { Description = "For github: a repository (owner/name) or an organisation.", HelpName = "OWNER" };
        var provider = new Option<string?>("--provider-url") { Description = "The address of the provider's API, if it isn't the usual one.", HelpName = "ADDRESS" };
        var newSecret = new Option<bool>("--new-secret") { Description = "If the webhook already exists: give the webhook and the source a new secret." };
        var allowLocal = new Option<bool>("--allow-local") { Description = "Register a URL that is not on the internet." };
        var noCheck = new Option<bool>("--no-check") { Description = "Don't check first whether the ingest URL leads to this server." };
        var dry = new Option<bool>("--dry-run") { Description = "Print what would be done, and change nothing." };
        foreach (var option in (Option[])[events, owner, provider, newSecret, allowLocal, noCheck, dry]) command.Add(option);
        command.Add(source);
        command.SetAction((parsed, stop) => flags.RunAsync(parsed, stop, (server, output, cancel) => new Registration(
            server, output, Events(parsed.GetValue(events)), parsed.GetValue(newSecret), parsed.GetValue(allowLocal), !parsed.GetValue(noCheck), parsed.GetValue(dry))
            .RunAsync(parsed.GetValue(source)!, parsed.GetValue(provider), parsed.GetValue(owner), cancel)));
        return command;
    }

    private static string[] Events(string? text) => text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
