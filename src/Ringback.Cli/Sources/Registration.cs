using System.Text.Json.Nodes;
using Ringback.Cli.Remote;
using Ringback.Cli.Usage;

namespace Ringback.Cli.Sources;

/// <summary>Tells a source's provider the ingest URL, after a look whether it leads to the source; run again it changes what is there.</summary>
internal sealed class Registration(
    RemoteServer server, TextWriter output, IReadOnlyList<string> events, bool newSecret, bool allowLocal, bool check, bool isDry)
{
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>The options that registering a source of this type needs, and what they mean; null when it needs none.</summary>
    public static (string Options, string Meaning)? Needs(string type)
    {
        var meaning = $"TYPES are the event types to receive, such as {ExampleEvents(type)}, or '*' for all.";
        return type switch
        {
            "stripe" => ("--events TYPES", meaning),
            "github" => ("--github OWNER --events TYPES", "OWNER is a repository (owner/name) or an organisation. " + meaning),
            _ => null,
        };
    }

    /// <param name="handle">Uid or id of the source.</param>
    /// <param name="provider">Another address of the provider's API; null for its own.</param>
    /// <param name="owner">Of GitHub's repository or organisation.</param>
    /// <exception cref="UsageException">Something is missing.</exception>
    /// <exception cref="RequestFailedException">A server didn't do it.</exception>
    public async Task RunAsync(string handle, string? provider, string? owner, CancellationToken stop)
    {
        var source = await RemoteSource.FindAsync(server, handle, stop);
        if (source.CalledUrl is not { } url)
        {
            await StepsAsync(source);
            return;
        }
        var connect = Connector(source, provider, owner);
        if (!allowLocal && ReachCheck.Problem(url) is { } problem) throw new UsageException(problem);
        if (check)
        {
            await ReachCheck.RunAsync(url, stop);
            await output.WriteLineAsync($"{Origin(url)} leads to the source. That was asked from this machine: whether {ProviderGuides.Get(source.Type).Name} reaches it too shows when it calls.");
        }
        if (connect is null) await StepsAsync(source);
        else await OverApiAsync(source, url, connect, stop);
    }

    private Func<IProviderHooks>? Connector(RemoteSource source, string? provider, string? owner)
    {
        if (Needs(source.Type) is null)
        {
            return provider is null && owner is null ? null
                : throw new UsageException($"{source.Handle} is of type {source.Type}: only sources of type stripe and github can be registered over the provider's API.");
        }
        if (events.Count == 0) throw new UsageException($"no event types are given. Use --events {ExampleEvents(source.Type)}, or --events '*'.");
        if (source.Type == "stripe")
        {
            if (owner is not null) throw new UsageException($"--github {owner}: {source.Handle} is of type stripe.");
            var stripe = Addresses.Read("--provider-url", provider ?? StripeHooks.DefaultServer);
            return () => new StripeHooks(stripe, BearerToken.Check(StripeHooks.KeyVariable, SecretInput.Read(StripeHooks.KeyVariable, "Stripe's API key")));
        }
        if (owner is null || owner.Split('/') is not { Length: 1 or 2 } parts || !parts.All(IsName))
            throw new UsageException($"--github {owner}: give a repository (owner/name) or an organisation.");
        var github = Addresses.Read("--provider-url", provider ?? GitHubHooks.DefaultServer);
        return () => new GitHubHooks(github, BearerToken.Check(GitHubHooks.TokenVariable, SecretInput.Read(GitHubHooks.TokenVariable, "GitHub's token")), owner);
    }

    private static string ExampleEvents(string type) => type == "stripe" ? "payment_intent.succeeded,charge.refunded" : "push,release";

    private async Task OverApiAsync(RemoteSource source, Uri url, Func<IProviderHooks> connect, CancellationToken stop)
    {
        using var hooks = connect();
        var found = await hooks.FindAsync(url, stop);
        if (found is not null) await output.WriteLineAsync($"{hooks.Provider} has {found.Id} for it already: {found.About}.");
        var what = found is null ? "make a webhook, and put its secret into the source" : newSecret ? "give it a new secret, and these events" : "give it these events, and leave its secret";
        if (isDry)
        {
            await output.WriteLineAsync($"Would {what}: {string.Join(", ", events)}. Nothing was changed.");
            return;
        }
        if (found is not null && !newSecret)
        {
            await hooks.UpdateAsync(found, events, stop);
            await output.WriteLineAsync($"{found.Id} sends {string.Join(", ", events)} now. Its secret is the one before; if the source doesn't have it, run this with --new-secret.");
            return;
        }
        var made = found is null
            ? await hooks.CreateAsync(url, events, Keep, stop)
            : await hooks.RenewAsync(found, url, events, Keep, stop);
        await output.WriteLineAsync($"{hooks.Provider} sends {string.Join(", ", events)} to {source.Handle} now ({made.Id}). Its secret is in the source; the one before is good for a day more.");

        Task Keep(string secret) => source.RotateConfigAsync(server, source.ConfigWith([KeyValuePair.Create("secret", (JsonNode?)JsonValue.Create(secret))]), Grace, stop);
    }

    private async Task StepsAsync(RemoteSource source)
    {
        var guide = ProviderGuides.Get(source.Type);
        await output.WriteLineAsync($"{guide.Name} is told by hand:");
        foreach (var step in guide.Steps(source, events)) await output.WriteLineAsync(step);
    }

    /// <summary>Without the path: it has the token.</summary>
    private static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static bool IsName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && text is not ("." or "..");
}
