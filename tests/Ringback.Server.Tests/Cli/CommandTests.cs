using System.CommandLine;
using System.Text.RegularExpressions;
using Ringback.Cli;
using Ringback.Cli.Usage;
using Ringback.Core.Settings;
using Ringback.Intake.Spool;
using Ringback.Server.Auth;
using Ringback.Server.Secrets;
using Ringback.Testing;

namespace Ringback.Server.Tests.Cli;

public sealed partial class CommandTests : IDisposable
{
    private const string App = "app_23rb8YdGqMT0qIzpgGwdXfHirMu";
    private readonly string _root = Directory.CreateTempSubdirectory("ringback-cli-").FullName;

    private string Data => Path.Combine(_root, "data");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Help_names_every_command()
    {
        var (code, output, _) = await RunAsync("--help");

        code.ShouldBe(ExitCode.Ok);
        output.ShouldContain("serve");
        output.ShouldContain("token");
        output.ShouldContain("settings");
    }

    [Fact]
    public async Task Every_setting_is_a_flag_of_serve_but_those_that_are_always_secret()
    {
        var (_, output, _) = await RunAsync("serve", "--help");

        foreach (var setting in SettingsTable.All)
            output.Contains("--" + setting.Key + " ", StringComparison.Ordinal).ShouldBe(setting.Flag is not null, setting.Key);
    }

    /// <summary>The library adds the default of an option that has one.</summary>
    [Fact]
    public void No_help_says_a_default_twice()
    {
        var options = Commands(RingbackCommand.Build()).SelectMany(command => command.Options).ToList();
        options.Count(option => option.HasDefaultValue).ShouldBeGreaterThan(3);
        options.Where(option => option.HasDefaultValue && option.Description?.Contains("[default", StringComparison.Ordinal) == true)
            .Select(option => option.Name).ShouldBeEmpty();

        static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);
    }

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("serve", "--nope")]
    [InlineData("token")]
    [InlineData("token", "app")]
    [InlineData("settings", "--retention", "5x")]
    [InlineData("serve", "--urls", "https://localhost:1")]
    [InlineData("token", "app", "me")]
    [InlineData("token", "app", App, "--life", "29d")]
    [InlineData("token", "org", "--org", "x")]
    [InlineData("token", "org")]
    [InlineData("settings", "--rabbitmq", "amqp://ringback:secret@localhost/")]
    [InlineData("dead-letters")]
    [InlineData("dead-letters", "drop")]
    [InlineData("dead-letters", "redrive", "00ff", "--all")]
    [InlineData("dead-letters", "list", "--intake", "rabbitmq")]
    [InlineData("migrate")]
    [InlineData("migrate", "up", "--store", "Host=db;Password=x")]
    [InlineData("copy")]
    [InlineData("copy", "--from", "postgres", "--to", "postgres")]
    [InlineData("copy", "--from", "sqlite", "--to", "sqlite")]
    public async Task What_is_asked_wrongly_ends_with_2_and_says_so(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments is ["token", "org" or "app", ..] ? [.. arguments, "--data", Data] : arguments);

        code.ShouldBe(ExitCode.Usage);
        error.ShouldStartWith("ringback: ");
        if (arguments is not ["settings", ..]) output.ShouldBeEmpty();
    }

    /// <summary>What the library would say of these gives no example.</summary>
    [Fact]
    public async Task Whatever_a_command_lacks_is_said_with_an_example_that_is_one()
    {
        var needed = 0;
        foreach (var (path, command) in Commands(RingbackCommand.Build(), []))
        {
            foreach (var symbol in command.Arguments.Where(static argument => argument.Arity.MinimumNumberOfValues > 0).Concat<Symbol>(command.Options.Where(static option => option.Required)))
            {
                needed++;
                symbol.ShouldBeAssignableTo<INeeded>($"{string.Join(' ', path)} {symbol.Name}");
                var (code, output, error) = await RunAsync([.. path]);
                (code, output).ShouldBe((ExitCode.Usage, ""));
                var said = Example().Matches(error).Single(match => match.Groups["name"].Value == symbol.Name);
                RingbackCommand.Build().Parse(said.Groups["example"].Value).Errors.Select(static error => error.Message).ShouldBeEmpty(error);
            }

            foreach (var option in command.Options.Where(static option => option.Arity.MinimumNumberOfValues > 0))
            {
                var others = command.Arguments.OfType<INeeded>().Select(static argument => argument.Example)
                    .Concat(command.Options.Where(other => other != option).OfType<NeededOption>().SelectMany(static other => (string[])[other.Name, other.Example]));
                var (code, _, error) = await RunAsync([.. path, .. others, option.Name]);
                code.ShouldBe(ExitCode.Usage);
                error.Split('\n')[0].ShouldMatch($"^ringback: The option {option.Name} has no value\\. Write it as: {option.Name} .+$");
            }
        }

        needed.ShouldBeGreaterThan(5);

        static IEnumerable<(string[] Path, Command Command)> Commands(Command command, string[] path) => command.Subcommands
            .SelectMany(sub => Commands(sub, [.. path, sub.Name])).Prepend((path, command)).Where(static found => found.Item1.Length > 0);
    }

    [Theory]
    [InlineData("There is no option --retry-schedul. Did you mean --retry-schedule?", "serve", "--retry-schedul", "1s", "more")]
    [InlineData("There is no command serv. Did you mean serve?", "serv")]
    [InlineData("There is no command frobnicate.", "frobnicate", "--now")]
    [InlineData("There is no argument now.", "serve", "now")]
    [InlineData("There is no argument x.yaml. Did you mean --file x.yaml?", "apply", "x.yaml", "--dry-run")]
    [InlineData("There is no argument y.yaml.", "apply", "y.yaml", "-f", "x.yaml")]
    [InlineData("The option --file is missing. For example: ringback apply --file ringback.yaml", "apply", "--dry-run")]
    [InlineData("The option --file has no value. Write it as: --file ringback.yaml", "apply", "-f")]
    [InlineData("The option --retention has no value. Write it as: --retention DURATION", "serve", "--retention")]
    [InlineData("The argument source is missing. For example: ringback sources show stripe", "sources", "show")]
    [InlineData("The argument application is missing. For example: ringback token app app_2vEzxuyrZz8tGbY2xsvMWHj8OOv", "token", "app")]
    [InlineData("A subcommand is missing. Use one of: org, app.", "token")]
    [InlineData("A subcommand is missing. Use one of: status, up.", "migrate")]
    [InlineData("The option --to is missing. For example: ringback copy --from sqlite --to postgres", "copy", "--from", "sqlite")]
    [InlineData("--from mysql: it must be sqlite.", "copy", "--from", "mysql", "--to", "postgres")]
    [InlineData("--fail x: it must be a whole number from 0 to 1000.", "listen", "--fail", "x")]
    [InlineData("--url: \"foo\" is not an address. Write it as http://127.0.0.1:9000.", "listen", "--url", "foo")]
    public async Task A_slip_is_said_once_with_what_was_probably_meant(string said, params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);

        code.ShouldBe(ExitCode.Usage);
        error.Split('\n')[0].ShouldBe("ringback: " + said);
    }

    [Theory]
    [InlineData("[default: a free port of 127.0.0.1]", "demo")]
    [InlineData("[default: a free port of 127.0.0.1]", "demo", "shop")]
    [InlineData("[default: http://127.0.0.1:8071]", "serve")]
    [InlineData("a uid is not accepted. The command doesn't check whether the id exists.", "token", "app")]
    public async Task Help_says_what_holds_for_the_command(string said, params string[] command)
    {
        var (code, output, _) = await RunAsync([.. command, "--help"]);

        code.ShouldBe(ExitCode.Ok);
        output.ShouldContain(said);
    }

    [Fact]
    public async Task Without_arguments_help_is_shown()
    {
        var (code, output, _) = await RunAsync();

        code.ShouldBe(ExitCode.Ok);
        output.ShouldContain("demo");
    }

    [Fact]
    public async Task The_pipeline_is_printed_stage_by_stage()
    {
        var (code, output, _) = await RunAsync("pipeline");

        code.ShouldBe(ExitCode.Ok);
        foreach (var stage in Ringback.Core.Pipeline.Stages) output.ShouldContain(stage.Promise);
        foreach (var loop in Ringback.Core.Pipeline.Loops) output.ShouldContain($"{loop.From} -> {loop.To}: {loop.Why}");
    }

    [Fact]
    public async Task Settings_are_shown_with_where_they_come_from()
    {
        var (code, output, _) = await RunAsync("settings", "--retention", "7d");

        code.ShouldBe(ExitCode.Ok);
        output.Split('\n').ShouldContain(line => line.StartsWith("retention ", StringComparison.Ordinal) && line.EndsWith("--retention", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dead_letters_are_listed_and_dropped_by_their_ids()
    {
        Directory.CreateDirectory(Data);
        using (var spool = new SpoolQueue(Path.Combine(Data, SpoolFile.Name), 1 << 20, TimeProvider.System))
        {
            await spool.AddAsync("{}"u8.ToArray(), "The bytes don't begin as a request does.");
            await spool.AddAsync("[]"u8.ToArray(), "The bytes don't begin as a request does.");
        }

        var (_, listed, _) = await RunAsync("dead-letters", "list", "--data", Data);
        var lines = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Select(static line => line[16..]).ShouldBe(Enumerable.Repeat("  -  -  -  2 bytes  The bytes don't begin as a request does.", 2));
        (await RunAsync("dead-letters", "redrive", "--all", "--data", Data)).Output.ShouldBe("Put 0 dead letters into the intake again.\n");
        (await RunAsync("dead-letters", "drop", lines[0][..16], "--data", Data)).Output.ShouldBe("Removed 1 dead letters.\n");
        (await RunAsync("dead-letters", "list", "--data", Data)).Output.ShouldBe(lines[1] + "\n");
        (await RunAsync("dead-letters", "drop", "--all", "--data", Data)).Output.ShouldBe("Removed 1 dead letters.\n");
        (await RunAsync("dead-letters", "list", "--data", Data)).ShouldBe((ExitCode.Ok, "There are no dead letters.\n", ""));
    }

    [Fact]
    public async Task Tokens_are_created_with_the_data_folders_secret()
    {
        var secret = ServerSecrets.Load(new RingbackOptions(), DataFolder.Make(Data)).JwtSecret;
        var org = await RunAsync("token", "org", "--new", "--data", Data);
        var validator = new TokenValidator(secret, TimeProvider.System);
        var credential = validator.Validate(org.Output.Trim()).ShouldNotBeNull();
        credential.Kind.ShouldBe(CredentialKind.Organisation);

        var app = await RunAsync("token", "app", App, "--org", credential.OrgId, "--life", "1h", "--session", "s1", "--read-only", "--data", Data);
        var customer = validator.Validate(app.Output.Trim()).ShouldNotBeNull();
        customer.AppId.ShouldBe(App);
        customer.OrgId.ShouldBe(credential.OrgId);
        customer.SessionId.ShouldBe("s1");
        customer.Capabilities.ShouldBe(Capability.ViewBase);

        var source = await RunAsync("token", "app", App.Replace("app_", "src_", StringComparison.Ordinal), "--org", credential.OrgId, "--data", Data);
        validator.Validate(source.Output.Trim()).ShouldNotBeNull().Application.ShouldBe(customer.Application);
    }

    /// <summary>Every command but <c>serve</c> that takes a data folder reads one: a slip in its name makes nothing.</summary>
    [Theory]
    [InlineData("token", "org", "--new")]
    [InlineData("token", "org")]
    [InlineData("token", "app", App)]
    [InlineData("sources", "list")]
    [InlineData("sources", "show", "x")]
    [InlineData("settings")]
    [InlineData("dead-letters", "list")]
    [InlineData("dead-letters", "drop", "--all")]
    [InlineData("migrate", "up")]
    [InlineData("copy", "--from", "sqlite", "--to", "postgres", "--store", "Host=127.0.0.1;Port=1")]
    public async Task A_folder_that_is_not_there_is_not_made(params string[] arguments)
    {
        foreach (var exists in (bool[])[false, true])
        {
            if (exists) Directory.CreateDirectory(Data);
            var (code, _, error) = await RunAsync([.. arguments, "--data", Data]);
            if (arguments is not ["settings", ..]) (code, error.Contains("--data", StringComparison.Ordinal)).ShouldBe((ExitCode.Usage, true), error);
            (Directory.Exists(Data) ? Directory.GetFileSystemEntries(Data).Length : -1).ShouldBe(exists ? 0 : -1);
        }
    }

    [Fact]
    public async Task A_first_start_says_how_to_begin_and_shows_no_token_to_what_is_no_terminal()
    {
        using var stop = new CancellationTokenSource();
        using var output = new SignalWriter("first application");
        using var error = new StringWriter();
        var run = RingbackCommand.RunAsync(["serve", "--data", Data, "--urls", "http://127.0.0.1:0", "--log-level", "critical"], output, error, stop.Token);
        await Wait.UntilAsync(() => output.Seen.IsCompleted || run.IsCompleted, () => output.ToString() + error);

        var text = output.ToString();
        var address = Address().Match(text).Value;
        var token = await File.ReadAllTextAsync(Path.Combine(Data, OrganisationToken.Name), TestContext.Current.CancellationToken);
        text.ShouldContain($"curl {address}/api/v1/app -H \"Authorization: Bearer $(cat {Path.Combine(Data, OrganisationToken.Name)})\"");
        text.ShouldNotContain(token.Trim());
        using var client = new HttpClient();
        using (var ready = await client.GetAsync(new Uri(address + "/health/ready"), TestContext.Current.CancellationToken))
            ((int)ready.StatusCode).ShouldBe(204);

        using var second = new StringWriter();
        (await RingbackCommand.RunAsync(["serve", "--data", Data, "--urls", "http://127.0.0.1:0"], TextWriter.Null, second, CancellationToken.None))
            .ShouldBe(ExitCode.Failed);
        second.ToString().ShouldContain($"in use by process {Environment.ProcessId}");

        using var third = new StringWriter();
        (await RingbackCommand.RunAsync(["serve", "--data", Path.Combine(_root, "other"), "--urls", address, "--log-level", "critical"], TextWriter.Null, third, CancellationToken.None))
            .ShouldBe(ExitCode.Failed);
        third.ToString().ShouldContain("--urls");

        await stop.CancelAsync();
        (await run).ShouldBe(ExitCode.Ok);
        error.ToString().ShouldBeEmpty();

        // The organisation is the operator's from now on.
        var again = await RunAsync("token", "org", "--data", Data);
        var validator = new TokenValidator(ServerSecrets.FindJwtSecret(new RingbackOptions(), Data)!, TimeProvider.System);
        validator.Validate(again.Output.Trim())!.OrgId.ShouldBe(validator.Validate(token.Trim())!.OrgId);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RingbackCommand.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }

    [GeneratedRegex("^ringback: The (option|argument) (?<name>[^ ]+) is missing\\. For example: ringback (?<example>.+)\n", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Example();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, 1000)]
    private static partial Regex Address();

    /// <summary>Completes a task once some text was written.</summary>
    private sealed class SignalWriter(string awaited) : StringWriter
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Seen => _seen.Task;

        public override void Flush()
        {
            if (ToString().Contains(awaited, StringComparison.Ordinal)) _seen.TrySetResult();
        }
    }
}
