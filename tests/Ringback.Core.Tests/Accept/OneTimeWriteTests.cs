using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Messages;
using Ringback.Core.Tests.Commit;

namespace Ringback.Core.Tests.Accept;

public sealed class OneTimeWriteTests
{
    private readonly MemoryBatch _batch = new();
    private int _runs;

    [Theory]
    // Made up by an SDK, milliseconds since the first request, whether the body is the same, what the key says.
    [InlineData(true, IdempotencyKey.MadeUpLifetime - 1, true, (int)KeyStatus.Replayed)]
    [InlineData(true, IdempotencyKey.MadeUpLifetime, true, (int)KeyStatus.Fresh)]
    [InlineData(false, IdempotencyKey.MadeUpLifetime, true, (int)KeyStatus.Replayed)]
    [InlineData(false, 0, false, (int)KeyStatus.Reused)]
    [InlineData(false, IdempotencyKey.ChosenLifetime, false, (int)KeyStatus.Fresh)]
    public void A_request_with_a_key_is_done_once(bool madeUp, long later, bool sameBody, int status)
    {
        var rows = new MemoryRows(_batch);
        OneTimeWrite.Run(new IdempotencyKey(1, 1, madeUp), _batch, rows, Write).ShouldBe(new ChangeResult("made 1", KeyStatus.Fresh));
        _batch.Now += later;
        var second = OneTimeWrite.Run(new IdempotencyKey(1, sameBody ? 1 : 2, madeUp), _batch, rows, Write);
        second.ShouldBe(new ChangeResult(status == (int)KeyStatus.Fresh ? "made 2" : "made 1", (KeyStatus)status));
    }

    [Fact]
    public void A_request_without_a_key_is_done_each_time()
    {
        var rows = new MemoryRows(_batch);
        OneTimeWrite.Run(null, _batch, rows, Write).Reference.ShouldBe("made 1");
        OneTimeWrite.Run(null, _batch, rows, Write).Reference.ShouldBe("made 2");
        rows.Keys.ShouldBeEmpty();
    }

    private string Write() => $"made {++_runs}";
}
