using System.CommandLine;
using System.Globalization;
using System.Text;
using Ringback.Cli.Receiving;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Settings;
using Ringback.Verification.Signing;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback listen</c>: a receiver for trying things, which verifies what comes and shows it.</summary>
internal static class ListenCommand
{
    private const int ShownOfBody = 200;
    private const int MostFailures = 1000;

    public static Command Build()
    {
        var command = new Command("listen", "Receive webhooks, verify their signatures and print them. Use it for tests.");
        var url = new Option<string>("--url")
        {
            Description = "The address to listen on.",
            HelpName = "ADDRESS",
            DefaultValueFactory = _ => "http://127.0.0.1:9000",
        };
        var secret = new Option<string?>("--secret") { Description = "The endpoint's secret. If it isn't given, signatures aren't checked.", HelpName = "SECRET" };
        var fail = new Option<string?>("--fail") { Description = "The number of first attempts of each message to answer with 500.", HelpName = "NUMBER" };
        command.Add(url);
        command.Add(secret);
        command.Add(fail);
        command.SetAction(async (parsed, _) => await RunAsync(
            parsed.GetValue(url)!, parsed.GetValue(secret), parsed.GetValue(fail),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(string url, string? secret, string? fail, TextWriter output, TextWriter error)
    {
        if (Problem(url, secret, fail, out var key, out var failures) is { } problem)
        {
            await error.WriteLineAsync("ringback: " + problem);
            return ExitCode.Usage;
        }
        using var stop = new StopSignal();
        var clock = TimeProvider.System;
        var printing = new Lock();
        try
        {
            await using var receiver = await TrialReceiver.StartAsync(
                url.TrimEnd('/'), Show, failures, key is null ? null : new SignatureVerifier([key], clock));
            lock (printing) output.WriteLine($"Receiver listens on {receiver.Url}{(key is null ? "; signatures aren't checked without --secret" : "")}");
            await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Ok;
        }
        catch (Exception e) when (ListenFailure.Explain(e, [url], "--url") is { } reason)
        {
            await error.WriteLineAsync("ringback: " + reason);
            return ExitCode.Failed;
        }

        void Show(Arrival arrival)
        {
            var time = clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            lock (printing)
            {
                output.WriteLine($"{time}  {Line(arrival.MessageId ?? "no webhook-id", 100)}  {arrival.Line}");
                output.WriteLine("          " + Line(Encoding.UTF8.GetString(arrival.Body.Span[..Math.Min(arrival.Body.Length, ShownOfBody)]), ShownOfBody));
                output.Flush();
            }
        }
    }

    private static string? Problem(string url, string? secret, string? fail, out VerificationKey? key, out int failures)
    {
        key = null;
        failures = 0;
        if (SettingRules.Urls(new RingbackOptions { Urls = [url] }) is { } wrong) return $"--url: {wrong}. Write it as http://127.0.0.1:9000.";
        if (fail is not null && (!int.TryParse(fail, NumberStyles.None, CultureInfo.InvariantCulture, out failures) || failures > MostFailures))
            return $"--fail {fail}: it must be a whole number from 0 to {MostFailures}.";
        return secret is null || VerificationKey.TryParse(secret, out key, out var error) ? null : $"--secret: {error}.";
    }

    /// <summary>What a stranger sent mustn't move the cursor, nor colour the terminal.</summary>
    private static string Line(string text, int longest) =>
        new([.. text.Take(longest).Select(c => char.IsControl(c) ? ' ' : c)]);
}
