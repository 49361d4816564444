using System.CommandLine;
using System.Globalization;
using Ringback.Cli.Start;
using Ringback.Cli.Usage;
using Ringback.Core.Commit;
using Ringback.Core.Intake;
using Ringback.Server.Settings;
using Ringback.Server.Stores;

namespace Ringback.Cli.Commands;

/// <summary><c>ringback dead-letters</c>: received requests that the store can never take, beside a running server or without one.</summary>
internal static class DeadLettersCommand
{
    private const int MostListed = 1000;

    public static Command Build() => new("dead-letters", "Show, store again or remove received requests that could not be stored.") { BuildList(), BuildRedrive(), BuildDrop() };

    private static Command BuildList()
    {
        var command = new Command("list", "List dead letters with their ids and reasons.");
        var flags = AddFlags(command);
        var limit = new Option<int>("--limit") { Description = $"The largest number of dead letters to list, up to {MostListed}.", HelpName = "NUMBER", DefaultValueFactory = _ => 100 };
        command.Add(limit);
        command.SetAction((parsed, _) => RunAsync(parsed, flags, async (box, output) =>
        {
            var letters = await box.ListAsync(Math.Clamp(parsed.GetValue(limit), 1, MostListed));
            foreach (var letter in letters) await output.WriteLineAsync(Line(letter));
            if (letters.Count == 0) await output.WriteLineAsync("There are no dead letters.");
        }));
        return command;
    }

    private static Command BuildRedrive() => BuildChange(
        "redrive", "Put dead letters into the intake again, so that they are stored. Those that can't be read stay.", "Put {0} dead letters into the intake again.",
        static (box, isWanted) => box.RedriveAsync(isWanted));

    private static Command BuildDrop() => BuildChange(
        "drop", "Remove dead letters for good.", "Removed {0} dead letters.", static (box, isWanted) => box.DropAsync(isWanted));

    private static Command BuildChange(string name, string description, string done, Func<IDeadLetterBox, Func<DeadLetter, bool>, Task<int>> change)
    {
        var command = new Command(name, description);
        var flags = AddFlags(command);
        var ids = new Argument<string[]>("id") { Description = "The ids of dead letters, as list prints them.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "All dead letters." };
        command.Add(ids);
        command.Add(all);
        command.SetAction((parsed, _) =>
        {
            var wanted = (parsed.GetValue(ids) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
            var isAll = parsed.GetValue(all);
            return RunAsync(parsed, flags, async (box, output) =>
            {
                if (isAll == wanted.Count > 0) throw new UsageException($"Give either ids or --all. For example: ringback dead-letters {name} --all");
                var count = await change(box, letter => isAll || wanted.Contains(letter.Id));
                await output.WriteLineAsync(string.Format(CultureInfo.InvariantCulture, done, count));
            });
        });
        return command;
    }

    private static SettingFlags AddFlags(Command command) => SettingFlags.AddTo(command, "data", "intake", "rabbitmq");

    private static async Task<int> RunAsync(ParseResult parsed, SettingFlags flags, Func<IDeadLetterBox, TextWriter, Task> run)
    {
        if (flags.Load(parsed) is not { } loaded) return ExitCode.Usage;
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            var random = new Random();
            var folder = DataFolderLook.FolderOf(loaded.Options.Data);
            await using var box = DeadLetterBoxes.Open(loaded.Options, folder, random.NextDouble)
                ?? throw new UsageException($"{folder} has no spool, and so no dead letters. Give the data folder of the server with --data, or --intake rabbitmq for those in RabbitMQ.");
            await run(box, parsed.InvocationConfiguration.Output);
            return ExitCode.Ok;
        }
        catch (UsageException wrong)
        {
            await error.WriteLineAsync("ringback: " + wrong.Message);
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is StoreUnavailableException or StartException)
        {
            await error.WriteLineAsync("ringback: " + failure.Message);
            return ExitCode.Failed;
        }
    }

    private static string Line(DeadLetter letter)
    {
        var message = letter.Kept?.Request.Events[0].Message;
        var at = message is null ? "-" : DateTimeOffset.FromUnixTimeMilliseconds(message.AcceptedAt).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{letter.Id}  {at}  {letter.SourceId ?? "-"}  {message?.EventType ?? "-"}  {letter.Bytes} bytes  {letter.Reason}");
    }
}
