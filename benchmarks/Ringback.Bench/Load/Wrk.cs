using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Ringback.Bench.Children;

namespace Ringback.Bench.Load;

/// <summary>The well-known generator <c>wrk</c>, where it is installed: to see what ours costs beside it.</summary>
internal static partial class Wrk
{
    /// <summary>Answers a second to POSTs of <paramref name="body"/>; null when there is no wrk on this machine.</summary>
    public static async Task<double?> RunAsync(string url, string body, int connections, double seconds, string folder, CancellationToken stop)
    {
        var script = Path.Combine(folder, "post.lua");
        await File.WriteAllTextAsync(script, $"wrk.method = \"POST\"\nwrk.headers[\"Content-Type\"] = \"application/json\"\nwrk.body = [==[{body}]==]\n", stop);
        var info = new ProcessStartInfo("wrk", ["-t1", Number($"-c{connections}"), Number($"-d{seconds:0}s"), "-s", script, url])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = new Process { StartInfo = info };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        Running.Add(process);
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        Running.Remove(process);
        var match = Rate().Match(output);
        return match.Success
            ? double.Parse(match.Groups["rate"].Value, CultureInfo.InvariantCulture)
            : throw new BenchException($"wrk said no rate:{Environment.NewLine}{output}");
    }

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"Requests/sec:\s+(?<rate>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
