using Ringback.Storage.Sqlite.Accept;

namespace Ringback.Storage.Sqlite.Tests;

public sealed class KeyWindowTests
{
    private const long Lifetime = 600_000;

    [Fact]
    public void A_key_is_known_for_its_lifetime_and_forgotten_before_twice_that()
    {
        var window = new KeyWindow(0, Lifetime);
        window.Remember(Hash(1), 1, 0);
        var seq = 2L;
        for (long now = 1000; now <= 2 * Lifetime; now += 1000)
        {
            window.Remember(Hash(seq), seq, now);
            seq++;
            if (now <= Lifetime)
                Find(window, 1).ShouldContain(1);
        }

        Find(window, 1).ShouldBeEmpty();
        window.Floor.ShouldBeGreaterThan(1);
        Find(window, seq - 1).ShouldContain(seq - 1);
    }

    [Fact]
    public void The_floor_is_below_all_that_is_known()
    {
        var window = new KeyWindow(0, Lifetime, floor: 1000);
        window.Floor.ShouldBe(1000);
        for (var seq = 1000L; seq < 5000; seq++)
            window.Remember(Hash(seq), seq, (seq - 1000) * 500);
        for (var seq = window.Floor; seq < 5000; seq++)
            Find(window, seq).ShouldContain(seq);
    }

    [Fact]
    public void Hints_are_few_where_there_is_nothing()
    {
        var window = new KeyWindow(0, Lifetime);
        for (var seq = 1L; seq <= 200_000; seq++)
            window.Remember(Hash(seq), seq, 0);
        window.Count.ShouldBe(200_000);
        Enumerable.Range(1_000_000, 10_000).Sum(i => Find(window, i).Count).ShouldBeLessThan(100);
    }

    private static List<long> Find(KeyWindow window, long key)
    {
        var seqs = new List<long>();
        window.Find(Hash(key), seqs);
        return seqs;
    }

    private static UInt128 Hash(long key)
    {
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(key), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
