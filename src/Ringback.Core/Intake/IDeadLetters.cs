namespace Ringback.Core.Intake;

/// <summary>Where an intake keeps the requests that the store can never take, for a person to look at.</summary>
internal interface IDeadLetters
{
    /// <summary>Completes when the request is durable there. It may be there twice after a failure.</summary>
    /// <param name="bytes">As the intake held it.</param>
    /// <param name="reason">A sentence.</param>
    Task AddAsync(ReadOnlyMemory<byte> bytes, string reason);
}
