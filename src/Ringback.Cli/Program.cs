using System.CommandLine;
using Ringback.Cli;

var parsed = RingbackCommand.Build().Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync("ringback: " + error.Message);
    await Console.Error.WriteLineAsync($"See `{RingbackCommand.PathOf(parsed.CommandResult)} --help`.");
    return ExitCode.Usage;
}
// The server ends itself in bounded time; the library's own timeout would cut its draining short.
return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
