namespace Ringback.Core.Intake;

/// <summary>A request that an intake holds and gives to the store.</summary>
/// <param name="bytes">In <see cref="RequestFormat"/>, unless somebody else wrote them.</param>
internal sealed class HeldRequest(ReadOnlyMemory<byte> bytes)
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <value>It is in the store, or among the dead letters: the intake can let go of it.</value>
    public bool IsDone { get; set; }
}
