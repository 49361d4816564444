using System.Collections.Concurrent;
using Ringback.Core.Ids;

namespace Ringback.Core.Tests.Ids;

public sealed class IdSourceTests
{
    [Fact]
    public void Takes_time_from_the_clock_and_bytes_in_blocks()
    {
        var filled = 0;
        var source = new IdSource(TimeProvider.System, block =>
        {
            filled++;
            for (var i = 0; i < block.Length; i++) block[i] = (byte)(i / Ksuid.RandomSize);
        });
        var ids = Enumerable.Range(0, 257).Select(_ => source.NextAt(1_700_000_000_000)).ToList();
        filled.ShouldBe(2);
        ids.Take(256).Distinct().Count().ShouldBe(256);
        ids[256].ShouldBe(ids[0]);
        ids[3].ToBytes()[5..].ShouldAllBe(b => b == 3);
        Math.Abs(source.Next().UnixMs - TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()).ShouldBeLessThan(60_000);
    }

    [Fact]
    public void Gives_no_id_twice_to_many_threads()
    {
        var source = new IdSource(TimeProvider.System);
        var seen = new ConcurrentDictionary<Ksuid, bool>();
        Parallel.For(0, 20_000, _ => seen.TryAdd(source.NextAt(1_700_000_000_000), true).ShouldBeTrue());
        seen.Count.ShouldBe(20_000);
    }
}
