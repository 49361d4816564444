using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Ids;
using Ringback.Core.Settings;
using Ringback.Server;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;
using Ringback.Verification.Text;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback serve</c>: the server, until it is told to stop (SIGTERM, SIGINT).</summary>
internal static class ServeCommand
{
    public static Command Build()
    {
        var command = new Command("serve", "Run the server.");
        var flags = SettingFlags.AddTo(command);
        command.SetAction(async (parsed, stop) =>
            flags.Load(parsed) is { } loaded
                ? await RunAsync(loaded.Options, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, stop)
                : ExitCode.Usage);
        return command;
    }

    private static async Task<int> RunAsync(RingbackOptions options, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            var folder = DataFolderLook.FolderOf(options.Data);
            await using var app = RingbackServer.Build(options);
            var token = OrganisationToken.ReadOrMake(
                folder, app.Services.GetRequiredService<TokenIssuer>(),
                app.Services.GetRequiredService<TokenValidator>(), app.Services.GetRequiredService<IdSource>());
            await app.StartAsync(stop);
            var isTerminal = !Console.IsOutputRedirected;
            Greet(output, app.Urls, token, isTerminal);
            if (isTerminal)
            {
                app.Lifetime.ApplicationStopping.Register(() => output.WriteLine(
                    $"\nStopping: waiting for requests and deliveries in flight, at most {DurationText.Format(options.ShutdownTimeout)}."));
            }
            await app.WaitForShutdownAsync(stop);
            return app.Services.GetRequiredService<RingbackNode>().Store.Lost.IsCancellationRequested ? ExitCode.Failed : ExitCode.Ok;
        }
        catch (UsageException e)
        {
            await error.WriteLineAsync("ringback: " + e.Message);
            return ExitCode.Usage;
        }
        catch (StartException e)
        {
            await error.WriteLineAsync("ringback: " + e.Message);
        }
        catch (Exception e) when (ListenFailure.Explain(e, options.MetricsUrl is { } metrics ? options.Urls.Append(metrics) : options.Urls, options.MetricsUrl is null ? "--urls" : "--urls or --metrics-url") is { } reason)
        {
            await error.WriteLineAsync("ringback: " + reason);
        }
        return ExitCode.Failed;
    }

    private static void Greet(TextWriter output, ICollection<string> addresses, (string Token, string File, bool IsNew) token, bool isTerminal)
    {
        output.WriteLine("Ringback listens on " + string.Join(", ", addresses));
        // A token on a terminal is seen by who started it; anywhere else the output may be somebody's log.
        if (isTerminal && token.IsNew) output.WriteLine("Organisation token:  " + token.Token);
        output.WriteLine("Organisation token in " + token.File);
        if (token.IsNew)
        {
            output.WriteLine("Try it:");
            output.WriteLine($"  curl {addresses.First()}/api/v1/app -H \"Authorization: Bearer $(cat {token.File})\" -d '{{\"name\": \"My first application\"}}'");
        }
        output.Flush();
    }
}
