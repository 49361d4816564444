using System.CommandLine;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Ids;
using Ringback.Server.Auth;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;
using Ringback.Verification.Text;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback token</c>: creates tokens with the data folder's secret, beside a running server or without one.</summary>
internal static class TokenCommand
{
    private const string OrgHelp = "The organisation, org_… If it isn't given, the organisation of organisation.token in the data folder.";

    public static Command Build() => new("token", "Create a token.") { BuildOrg(), BuildApp() };

    private static Command BuildOrg()
    {
        var command = new Command("org", "Create a token for a whole organisation. Print it only where nobody else can read it.");
        var flags = SettingFlags.AddTo(command, "data");
        var org = new Option<string?>("--org") { Description = OrgHelp, HelpName = "ORG" };
        var isNew = new Option<bool>("--new") { Description = "Create the token for a new, empty organisation." };
        var life = Life("3650d");
        command.Add(org);
        command.Add(isNew);
        command.Add(life);
        command.SetAction(parsed => Create(parsed, flags, parsed.GetValue(life)!, TimeSpan.FromDays(36500), (folder, ids, issuer, span) =>
            issuer.Organisation(parsed.GetValue(isNew) ? ids.Next() : Organisation(parsed.GetValue(org), folder), span)));
        return command;
    }

    private static Command BuildApp()
    {
        var command = new Command("app", "Create a token for one application or source, such as for a portal. It is valid for 28 days at most.");
        var flags = SettingFlags.AddTo(command, "data");
        var app = new NeededArgument(
            "application", "The id of the application or source, app_… or src_…; a uid is not accepted. The command doesn't check whether the id exists.",
            example: "app_2vEzxuyrZz8tGbY2xsvMWHj8OOv");
        var org = new Option<string?>("--org") { Description = OrgHelp, HelpName = "ORG" };
        var session = new Option<string?>("--session") { Description = "A name by which all tokens of this session can be revoked." };
        var readOnly = new Option<bool>("--read-only") { Description = "The token can read, and can't change anything." };
        var life = Life("7d");
        command.Add(app);
        command.Add(org);
        command.Add(session);
        command.Add(readOnly);
        command.Add(life);
        command.SetAction(parsed => Create(parsed, flags, parsed.GetValue(life)!, TokenClaims.LongestApplicationLife, (folder, _, issuer, span) =>
        {
            var isSource = parsed.GetValue(app)!.StartsWith(IdPrefix.Source, StringComparison.Ordinal);
            var capabilities = parsed.GetValue(readOnly) ? Capability.ViewBase : Capability.All;
            return issuer.Application(
                Organisation(parsed.GetValue(org), folder), Id(parsed.GetValue(app), isSource ? IdPrefix.Source : IdPrefix.Application),
                new ApplicationGrant(span, parsed.GetValue(session), capabilities, IsSource: isSource));
        }));
        return command;
    }

    private static Option<string> Life(string fallback) => new("--life")
    {
        Description = "How long the token is valid.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => fallback,
    };

    private static int Create(ParseResult parsed, SettingFlags flags, string life, TimeSpan longest, Func<string, IdSource, TokenIssuer, TimeSpan, string> create)
    {
        if (flags.Load(parsed) is not { } loaded) return ExitCode.Usage;
        var error = parsed.InvocationConfiguration.Error;
        if (!DurationText.TryParse(life, out var span, out var problem) || span < TimeSpan.FromSeconds(1) || span > longest)
        {
            error.WriteLine($"ringback: --life {life}: {(problem ?? $"it must be 1s to {DurationText.Format(longest)}")}.");
            return ExitCode.Usage;
        }
        try
        {
            var folder = DataFolderLook.FolderOf(loaded.Options.Data);
            // What this user may not see is told as such, and not as missing.
            var isThere = loaded.Options.JwtSecret is not null || DataFolderLook.Has(folder, ServerSecrets.JwtSecretName);
            var secret = (isThere ? ServerSecrets.FindJwtSecret(loaded.Options, folder) : null)
                ?? throw new UsageException($"{folder} is not the data folder of a server, because it has no secret that signs tokens. Give the data folder with --data, or start the server once.");
            var ids = new IdSource(TimeProvider.System);
            var issuer = new TokenIssuer(secret, TimeProvider.System, ids);
            parsed.InvocationConfiguration.Output.WriteLine(create(folder, ids, issuer, span));
            return ExitCode.Ok;
        }
        catch (UsageException e)
        {
            error.WriteLine("ringback: " + e.Message);
            return ExitCode.Usage;
        }
        catch (StartException e)
        {
            error.WriteLine("ringback: " + e.Message);
            return ExitCode.Failed;
        }
    }

    private static Ksuid Organisation(string? given, string folder) => given is null
        ? (DataFolderLook.Has(folder, OrganisationToken.Name) ? OrganisationToken.Organisation(folder) : null)
            ?? throw new UsageException("there is no organisation yet. Give one with --org, create one with --new, or start the server once.")
        : Id(given, IdPrefix.Organisation);

    private static Ksuid Id(string? text, string prefix) => Ksuid.TryParse(text, prefix, out var id)
        ? id
        : throw new UsageException($"{text} is not an id. It must be {prefix} and {Ksuid.TextLength} letters and digits.");
}
