using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Deliver;
using Ringback.Server.Auth;

namespace Ringback.Server.Tests.Sdk;

/// <summary>The official Svix SDK from npm, unmodified, against a real server and a receiver of its own (<c>svix.mjs</c>).</summary>
[Trait("Category", "Slow")]
public sealed class SvixSdkTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Both generations: they name some fields differently.</summary>
    [Theory]
    [InlineData("1.99.1")]
    [InlineData("2.5.0")]
    public async Task The_official_sdk_works_unmodified(string version)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-sdk-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), """{"private":true}""", TestContext.Current.CancellationToken);
            await InstallAsync(folder, version);
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Sdk", "svix.mjs"), Path.Combine(folder, "svix.mjs"));
            await using var server = await RunningServer.StartAsync(options =>
            {
                options.AllowedDestinations = CidrList.Of([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
                options.RetrySchedule = RetrySchedule.None;
            });

            var (exit, output) = await RunAsync(folder, "node", ["svix.mjs"],
                ("RINGBACK_URL", server.Client.BaseAddress!.ToString().TrimEnd('/')),
                ("RINGBACK_TOKEN", server.Services.GetRequiredService<TokenIssuer>().Organisation(server.Organisation)));

            exit.ShouldBe(0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task InstallAsync(string folder, string version)
    {
        try
        {
            var (exit, output) = await RunAsync(folder, "npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", $"svix@{version}"]);
            Assert.SkipWhen(exit != 0, $"npm can't install svix {version}, its registry may be out of reach: {output}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("npm is not installed (package npm, or nodejs.org).");
        }
    }

    private static async Task<(int Exit, string Output)> RunAsync(
        string folder, string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
