using Ringback.Cli.Receiving;

namespace Ringback.Cli.Demo;

/// <summary>A line for each thing that happens: for files, pipes and tests.</summary>
internal sealed class PlainScreen(TextWriter output) : IDemoScreen
{
    private readonly Lock _lock = new();

    public void Say(string text)
    {
        lock (_lock)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }

    public Task ShowAsync(DemoBoard board, Task work) => work;

    public void Arrived(DemoReceiver receiver, Arrival arrival) => Say(
        $"  {receiver.Name,-7}  {arrival.MessageId}  {arrival.Line}");
}
