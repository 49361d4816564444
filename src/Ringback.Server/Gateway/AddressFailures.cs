using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Ringback.Server.Gateway;

/// <summary>
/// Who keeps failing to prove itself is refused before its request is read and verified, which costs more than to refuse it. By source and
/// address (of IPv6 its /64). An address that proved itself lately is let in whatever else comes from it: where providers and forgers
/// share one, a proxy that isn't trusted perhaps, the forgers starve nobody. Fixed in size; the least of use is forgotten. Thread-safe.
/// </summary>
internal sealed class AddressFailures
{
    /// <value>Failures of one address at a time, before it is refused unseen.</value>
    public const int Burst = 60;

    private const int Sets = 1024;
    private const int Ways = 4;
    private const int Locks = 64;
    private static readonly long Interval = TimeSpan.FromMilliseconds(500).Ticks;
    private static readonly long Tolerance = Interval * (Burst - 1);
    private static readonly long ProvenFor = TimeSpan.FromHours(1).Ticks;
    private static readonly long ProvenAgain = TimeSpan.FromMinutes(1).Ticks;

    private readonly Entry[] _entries = new Entry[Sets * Ways];
    private readonly Lock[] _locks = [.. Enumerable.Range(0, Locks).Select(_ => new Lock())];

    /// <param name="source">The source's application.</param>
    /// <param name="address">Null when unknown: never refused.</param>
    /// <param name="now">Ticks.</param>
    public bool IsBlocked(int source, IPAddress? address, long now)
    {
        if (address is null) return false;
        var key = KeyOf(source, address);
        lock (LockOf(key))
        {
            ref var entry = ref Find(key);
            // Further ahead it never is, unless the clock was set back.
            var ahead = entry.Theoretical - now;
            return entry.Key == key && ahead > Tolerance && ahead <= Tolerance + 4 * Interval && (entry.ProvenAt == 0 || now - entry.ProvenAt > ProvenFor);
        }
    }

    public void Failed(int source, IPAddress? address, long now)
    {
        if (address is null) return;
        var key = KeyOf(source, address);
        lock (LockOf(key))
        {
            ref var entry = ref Find(key);
            if (entry.Key != key) entry = new Entry { Key = key };
            entry.Theoretical = Math.Min(Math.Max(entry.Theoretical, now) + Interval, now + Tolerance + 2 * Interval);
        }
    }

    public void Proven(int source, IPAddress? address, long now)
    {
        if (address is null) return;
        var key = KeyOf(source, address);
        lock (LockOf(key))
        {
            ref var entry = ref Find(key);
            if (entry.Key != key) entry = new Entry { Key = key };
            if (now - entry.ProvenAt > ProvenAgain) entry.ProvenAt = now;
        }
    }

    private Lock LockOf(ulong key) => _locks[(int)(key % Sets % Locks)];

    /// <summary>The entry of this key, or the one to be given to it.</summary>
    private ref Entry Find(ulong key)
    {
        var set = _entries.AsSpan((int)(key % Sets) * Ways, Ways);
        var least = 0;
        for (var i = 0; i < Ways; i++)
        {
            if (set[i].Key == key) return ref set[i];
            if (set[i].UsefulUntil < set[least].UsefulUntil) least = i;
        }
        return ref set[least];
    }

    private static ulong KeyOf(int source, IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        var value = address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : BinaryPrimitives.ReadUInt32BigEndian(bytes[(length - 4)..]);
        // HashCode is seeded at random: nobody can choose addresses that push others out.
        return ((ulong)(uint)HashCode.Combine(source, value) << 32) | (uint)HashCode.Combine(value, source, Sets);
    }

    private struct Entry
    {
        public ulong Key;
        public long Theoretical;
        public long ProvenAt;

        public readonly long UsefulUntil => Math.Max(Theoretical, ProvenAt == 0 ? 0 : ProvenAt + ProvenFor);
    }
}
