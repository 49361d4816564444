using System.CommandLine;
using System.Text;
using Ringback.Bench.Measures;

namespace Ringback.Bench;

/// <summary>The command line of <c>./bench</c>.</summary>
internal static class BenchCommand
{
    public static readonly IReadOnlyList<IMeasure> Measures = [new Limits(), new Accept(), new EndToEnd(), new InTurn(), new FanOut(), new Latency(), new Isolation(), new Memory(), new Lists(), new FirstAnswer(), new Receive(), new ReceiveToSql(), new DuplicateWindow(), new OpenLoop(), new GeneratorCheck(), new PeerComparison(), new OnPostgres()];

    public static RootCommand Create()
    {
        var defaults = new BenchOptions();
        var measures = new Argument<string[]>("measure") { Description = "Those to take, by name; all but 'generator', 'peer' and 'postgres' when none is named.", Arity = ArgumentArity.ZeroOrMore };
        measures.AcceptOnlyFromAmong([.. Measures.Select(one => one.Name)]);
        var seconds = new Option<double>("--seconds") { Description = "Measured seconds of each run.", DefaultValueFactory = _ => defaults.Seconds };
        var warmup = new Option<double>("--warmup") { Description = "Seconds of the same load before each run.", DefaultValueFactory = _ => defaults.Warmup };
        var rounds = new Option<int>("--rounds") { Description = "Rounds; bare and Ringback alternate, medians count.", DefaultValueFactory = _ => defaults.Rounds };
        var steady = new Option<double>("--steady") { Description = "Seconds of the steady end-to-end runs.", DefaultValueFactory = _ => defaults.Steady };
        var connections = new Option<int>("--connections") { Description = "Connections of the load generator.", DefaultValueFactory = _ => defaults.Connections };
        var inFlight = new Option<int>("--in-flight") { Description = "Sends in flight of the bare sender and relay.", DefaultValueFactory = _ => defaults.InFlight };
        var endpoints = new Option<int>("--endpoints") { Description = "Endpoints of the fan-out and memory measures.", DefaultValueFactory = _ => defaults.Endpoints };
        var attempts = new Option<long>("--attempts") { Description = "Attempts stored for the lists measure.", DefaultValueFactory = _ => defaults.Attempts };
        var rates = new Option<int[]>("--rate") { Description = "Messages a second of the open-loop measure; may be given several times.", DefaultValueFactory = _ => [.. defaults.Rates] };
        var json = new Option<string?>("--json") { Description = "Write the figures, every round's too, to this file." };
        var folder = new Option<string?>("--folder") { Description = "Make the data folders in here (a real disk; the system's temporary folder otherwise)." };
        var program = new Option<string?>("--program") { Description = "The ringback.dll to measure (the one built beside the bench otherwise)." };

        var command = new RootCommand(Describe())
        {
            measures, seconds, warmup, rounds, steady, connections, inFlight, endpoints, attempts, rates, json, folder, program,
        };
        foreach (var child in ChildCommands.All())
            command.Add(child);
        command.SetAction((parsed, stop) => BenchRun.RunAsync(
            new BenchOptions
            {
                Measures = parsed.GetValue(measures) ?? [],
                Seconds = parsed.GetValue(seconds),
                Warmup = parsed.GetValue(warmup),
                Rounds = Math.Max(1, parsed.GetValue(rounds)),
                Steady = parsed.GetValue(steady),
                Connections = parsed.GetValue(connections),
                InFlight = parsed.GetValue(inFlight),
                Endpoints = parsed.GetValue(endpoints),
                Attempts = parsed.GetValue(attempts),
                Rates = parsed.GetValue(rates) ?? [],
                Json = parsed.GetValue(json),
                Folder = parsed.GetValue(folder),
                Program = parsed.GetValue(program),
            },
            stop));
        return command;
    }

    private static string Describe()
    {
        var text = new StringBuilder("Measures Ringback beside the bare limits of this machine, in the same run.").AppendLine().AppendLine().AppendLine("Measures:");
        foreach (var measure in Measures)
            text.AppendLine($"  {measure.Name,-11}{measure.What}");
        return text.ToString().TrimEnd();
    }
}
