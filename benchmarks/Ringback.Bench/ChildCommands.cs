using System.CommandLine;
using Ringback.Bench.Bare;
using Ringback.Bench.Children;
using Ringback.Bench.Load;
using Ringback.Bench.Server;
using Ringback.Bench.Sink;

namespace Ringback.Bench;

/// <summary>The roles that the program plays in its own child processes; hidden from its help.</summary>
internal static class ChildCommands
{
    public static IEnumerable<Command> All() => [LoadCommandLine(), SinkCommandLine(), BareCommandLine(), FillCommandLine()];

    private static Command LoadCommandLine()
    {
        var plan = new Argument<string>("plan");
        var command = new Command("load") { plan };
        command.Hidden = true;
        command.SetAction(parsed => LoadCommand.Run(parsed.GetRequiredValue(plan)));
        return command;
    }

    private static Command SinkCommandLine()
    {
        var arrived = new Option<string>("--arrived") { Required = true };
        var tellApart = new Option<bool>("--tell-apart");
        var command = new Command("sink") { arrived, tellApart };
        command.Hidden = true;
        command.SetAction(async (parsed, stop) =>
        {
            using var counter = new SharedCounter(parsed.GetRequiredValue(arrived));
            await KestrelHost.RunAsync(new SinkServer(counter, parsed.GetValue(tellApart)).Handle, stop);
        });
        return command;
    }

    private static Command FillCommandLine()
    {
        var folder = new Option<string>("--folder") { Required = true };
        var from = new Option<int>("--from") { Required = true };
        var to = new Option<int>("--to") { Required = true };
        var all = new Option<int>("--all") { Required = true };
        var command = new Command("fill") { folder, from, to, all };
        command.Hidden = true;
        command.SetAction((parsed, _) => new HistoryFiller(parsed.GetRequiredValue(folder))
            .RunAsync(parsed.GetRequiredValue(from), parsed.GetRequiredValue(to), parsed.GetRequiredValue(all)));
        return command;
    }

    private static Command BareCommandLine()
    {
        var folder = new Option<string>("--folder") { Required = true };
        var target = new Option<string>("--target") { Required = true };
        var inFlight = new Option<int>("--in-flight") { Required = true };
        var warmup = new Option<double>("--warmup") { Required = true };
        var seconds = new Option<double>("--seconds") { Required = true };

        var accept = new Command("accept");
        accept.SetAction((_, stop) => KestrelAlone.RunAsync(stop));
        var store = new Command("store") { folder };
        store.SetAction((parsed, stop) => KestrelAndStore.RunAsync(parsed.GetRequiredValue(folder), stop));
        var postgres = new Command("postgres") { target };
        postgres.SetAction((parsed, stop) => KestrelAndPostgres.RunAsync(parsed.GetRequiredValue(target), stop));
        var apply = new Command("apply") { folder, target };
        apply.SetAction((parsed, stop) => StoreAndApply.RunAsync(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(target), stop));
        var send = new Command("send") { target, inFlight, warmup, seconds };
        send.SetAction((parsed, stop) => SendingAlone.RunAsync(
            parsed.GetRequiredValue(target), parsed.GetRequiredValue(inFlight), parsed.GetRequiredValue(warmup), parsed.GetRequiredValue(seconds), stop));
        var relay = new Command("relay") { target, inFlight };
        relay.SetAction((parsed, stop) => Relay.RunAsync(parsed.GetRequiredValue(target), parsed.GetRequiredValue(inFlight), stop));

        var command = new Command("bare") { accept, store, postgres, apply, send, relay };
        command.Hidden = true;
        return command;
    }
}
