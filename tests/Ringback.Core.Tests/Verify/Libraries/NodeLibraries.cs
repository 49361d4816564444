using System.Diagnostics;
using System.Text.Json;

namespace Ringback.Core.Tests.Verify.Libraries;

/// <summary>The providers' own libraries, installed from npm into a folder of their own.</summary>
internal sealed class NodeLibraries : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringback-libraries-");

    public NodeLibraries()
    {
        foreach (var name in (string[])["package.json", "libraries.cjs"])
        {
            using var resource = typeof(NodeLibraries).Assembly.GetManifestResourceStream($"Libraries/{name}")!;
            using var file = File.Create(Path.Combine(_folder.FullName, name));
            resource.CopyTo(file);
        }
    }

    /// <summary>Null when installed; else why not, for a skip.</summary>
    public async Task<string?> Install(CancellationToken cancellation)
    {
        try
        {
            var (code, _, error) = await Run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev"], "", cancellation);
            return code == 0 ? null : $"npm could not install the providers' libraries: {error.Trim().Split('\n').LastOrDefault()}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "npm is not here";
        }
    }

    public async Task<List<LibraryAnswer>> Ask(IEnumerable<LibraryRequest> requests, CancellationToken cancellation)
    {
        var (code, output, error) = await Run("node", ["libraries.cjs"], JsonSerializer.Serialize(requests, Json), cancellation);
        code.ShouldBe(0, error);
        return JsonSerializer.Deserialize<List<LibraryAnswer>>(output[(output.LastIndexOf("<answers>\n", StringComparison.Ordinal) + "<answers>\n".Length)..], Json)!;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<(int Code, string Output, string Error)> Run(string program, string[] arguments, string input, CancellationToken cancellation)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder.FullName,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var error = process.StandardError.ReadToEndAsync(cancellation);
        await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
        process.StandardInput.Close();
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, await output, await error);
    }
}

/// <param name="Headers">By their names in lower case, as Node has them.</param>
internal sealed record LibraryRequest(string Type, string Secret, string Url, string Method, string Body, Dictionary<string, string> Headers, long Seconds, long Milliseconds);

/// <param name="Signed">The headers that the library signs with, where it can sign.</param>
/// <param name="Body">The body with signatures in it, where they stand there.</param>
/// <param name="Error">It couldn't be asked.</param>
internal sealed record LibraryAnswer(bool Accepts, Dictionary<string, string>? Signed, string? Body, string? Error, string? Reason);
