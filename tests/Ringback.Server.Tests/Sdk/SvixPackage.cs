using System.ComponentModel;
using System.Diagnostics;

namespace Ringback.Server.Tests.Sdk;

/// <summary>A version of the official Svix SDK from npm, installed into a folder of its own. A test is skipped where it can't be had.</summary>
internal sealed class SvixPackage : IDisposable
{
    /// <summary>Both generations: they name some fields and operations differently.</summary>
    public static readonly string[] Versions = ["1.99.1", "2.5.0"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private SvixPackage(string folder) => Folder = folder;

    public string Folder { get; }

    public static async Task<SvixPackage> InstallAsync(string version)
    {
        var package = new SvixPackage(Directory.CreateTempSubdirectory("ringback-sdk-").FullName);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(package.Folder, "package.json"), """{"private":true}""", TestContext.Current.CancellationToken);
            var (exit, output) = await package.RunAsync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", $"svix@{version}"]);
            Assert.SkipWhen(exit != 0, $"npm can't install svix {version}, its registry may be out of reach: {output}");
            return package;
        }
        catch (Win32Exception)
        {
            package.Dispose();
            Assert.Skip("npm is not installed (package npm, or nodejs.org).");
            throw;
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>Runs a program in the folder.</summary>
    public async Task<(int Exit, string Output)> RunAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
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

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
