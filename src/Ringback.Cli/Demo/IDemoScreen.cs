using Ringback.Cli.Receiving;

namespace Ringback.Cli.Demo;

/// <summary>Where the demo is shown: a terminal that redraws, or lines.</summary>
internal interface IDemoScreen
{
    void Say(string text);

    /// <summary>Shows the board as it changes, while the work goes on.</summary>
    Task ShowAsync(DemoBoard board, Task work);

    /// <summary>Something came that the board doesn't show.</summary>
    void Arrived(DemoReceiver receiver, Arrival arrival);
}
