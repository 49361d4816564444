using System.CommandLine;
using Ringback.Cli.Usage;
using Ringback.Core;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback pipeline</c>: the stages, in the order in which a message goes through them.</summary>
internal static class PipelineCommand
{
    public static Command Build()
    {
        var command = new Command("pipeline", "Print the stages that a message passes through, and the promise of each stage.");
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var width = Pipeline.Stages.Max(stage => stage.Name.Length) + 2;
            foreach (var stage in Pipeline.Stages)
            {
                output.WriteLine(stage.Name.PadRight(width) + stage.Gives);
                output.WriteLine(new string(' ', width) + stage.Promise);
            }
            output.WriteLine();
            output.WriteLine("Loops, by design:");
            foreach (var loop in Pipeline.Loops)
                output.WriteLine($"  {loop.From} -> {loop.To}: {loop.Why}");
            return ExitCode.Ok;
        });
        return command;
    }
}
