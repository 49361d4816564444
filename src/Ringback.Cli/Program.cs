using Ringback.Cli;

return await RingbackCommand.RunAsync(args, Console.Out, Console.Error);
