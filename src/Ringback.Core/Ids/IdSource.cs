using System.Security.Cryptography;

namespace Ringback.Core.Ids;

/// <summary>Makes new ids. Thread-safe.</summary>
/// <param name="clock">Gives the time part.</param>
/// <param name="fill">Gives the random part; by default the system's cryptographic generator.</param>
internal sealed class IdSource(TimeProvider clock, Action<Span<byte>>? fill = null)
{
    // Random bytes for 256 ids at a time: one call to the generator costs more than fifteen bytes are worth.
    private readonly byte[] _block = new byte[256 * Ksuid.RandomSize];
    private readonly Lock _lock = new();
    private readonly Action<Span<byte>> _fill = fill ?? RandomNumberGenerator.Fill;
    private int _used = 256 * Ksuid.RandomSize;

    public Ksuid Next() => NextAt(clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>An id as if made at that time: for messages that are given one.</summary>
    public Ksuid NextAt(long unixMs)
    {
        Span<byte> random = stackalloc byte[Ksuid.RandomSize];
        lock (_lock)
        {
            if (_used == _block.Length)
            {
                _fill(_block);
                _used = 0;
            }
            _block.AsSpan(_used, Ksuid.RandomSize).CopyTo(random);
            _used += Ksuid.RandomSize;
        }
        return Ksuid.FromParts(unixMs, random);
    }
}
