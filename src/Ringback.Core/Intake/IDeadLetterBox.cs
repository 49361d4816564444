using Ringback.Core.Commit;

namespace Ringback.Core.Intake;

/// <summary>The dead letters of an intake, for the person who runs the server. A running server may use them at the same time.</summary>
internal interface IDeadLetterBox : IAsyncDisposable
{
    /// <summary>Some of them, or all when there are no more. RabbitMQ gives them in no certain order.</summary>
    /// <exception cref="StoreUnavailableException">They can't be read; the message says why.</exception>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int most);

    /// <summary>
    /// Puts requests into the intake again, behind what waits there. Each is durable there before it leaves the dead letters; after a failure it
    /// may be in both, and is stored once all the same. One that can't be read stays.
    /// </summary>
    /// <param name="isWanted">By the letter.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="StoreUnavailableException">Not all of them; the message says why.</exception>
    Task<int> RedriveAsync(Func<DeadLetter, bool> isWanted);

    /// <summary>Removes them for good.</summary>
    /// <inheritdoc cref="RedriveAsync"/>
    Task<int> DropAsync(Func<DeadLetter, bool> isWanted);
}
