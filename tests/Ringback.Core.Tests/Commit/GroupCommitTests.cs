using Ringback.Core.Commit;

namespace Ringback.Core.Tests.Commit;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task While_one_batch_is_committed_the_next_one_fills()
    {
        using var committer = new Committer { Held = true };
        using var group = new GroupCommit<Item>("test", committer);
        var first = Add(group, 0);
        committer.Entered.Wait();
        var rest = Enumerable.Range(1, 100).Select(i => Add(group, i)).ToList();
        committer.Release();
        (await Task.WhenAll([first, .. rest])).ShouldBe(Enumerable.Range(0, 101));
        group.Dispose();
        committer.Batches.ShouldBe([1, 100]);
        committer.DeferredAfter.ShouldBe([1, 101]);
    }

    [Fact]
    public async Task A_large_backlog_goes_in_bounded_batches_in_order()
    {
        using var committer = new Committer { Held = true };
        using var group = new GroupCommit<Item>("test", committer);
        var all = new List<Task<int>> { Add(group, 0) };
        committer.Entered.Wait();
        all.AddRange(Enumerable.Range(1, 3000).Select(i => Add(group, i)));
        committer.Release();
        await Task.WhenAll(all);
        committer.Batches.ShouldBe([1, 1024, 1024, 952]);
        committer.Order.ShouldBeInOrder();
    }

    [Fact]
    public async Task Large_items_go_in_batches_bounded_by_bytes()
    {
        using var committer = new Committer { Held = true };
        using var group = new GroupCommit<Item>("test", committer);
        var all = new List<Task<int>> { Add(group, 0) };
        committer.Entered.Wait();
        all.AddRange(Enumerable.Range(1, 6).Select(i => Add(group, i, bytes: i == 6 ? 100 << 20 : 3 << 20)));
        committer.Release();
        await Task.WhenAll(all);
        committer.Batches.ShouldBe([1, 2, 2, 1, 1]);
    }

    [Fact]
    public async Task One_bad_item_fails_alone()
    {
        using var committer = new Committer { Held = true, Bad = 5 };
        using var group = new GroupCommit<Item>("test", committer);
        var first = Add(group, 0);
        committer.Entered.Wait();
        var all = Enumerable.Range(1, 9).Select(i => Add(group, i)).ToList();
        committer.Release();
        await Should.ThrowAsync<FormatException>(all[4]);
        (await Task.WhenAll(all.Where((_, i) => i != 4).Append(first))).ShouldBe([1, 2, 3, 4, 6, 7, 8, 9, 0]);
    }

    [Fact]
    public async Task A_store_that_can_not_commit_fails_them_all_and_the_next_ones_may_work()
    {
        using var committer = new Committer { Held = true, Unavailable = true };
        using var group = new GroupCommit<Item>("test", committer);
        var all = new List<Task<int>> { Add(group, 0) };
        committer.Entered.Wait();
        all.AddRange(Enumerable.Range(1, 9).Select(i => Add(group, i)));
        committer.Release();
        foreach (var task in all)
            await Should.ThrowAsync<StoreUnavailableException>(task);
        committer.Unavailable = false;
        (await Add(group, 7)).ShouldBe(7);
    }

    [Fact]
    public async Task What_goes_wrong_after_a_commit_is_told_to_its_caller_and_stops_nobody_else()
    {
        using var committer = new Committer();
        using var group = new GroupCommit<Item>("test", committer);
        await Should.ThrowAsync<InvalidOperationException>(Add(group, -1));
        (await Add(group, 1)).ShouldBe(1);
    }

    [Fact]
    public async Task Closing_commits_what_waits_and_refuses_what_comes()
    {
        using var committer = new Committer();
        var group = new GroupCommit<Item>("test", committer);
        var all = Enumerable.Range(0, 50).Select(i => Add(group, i)).ToList();
        group.Dispose();
        (await Task.WhenAll(all)).Length.ShouldBe(50);
        Should.Throw<StoreUnavailableException>(() => Add(group, 1));
    }

    private static Task<int> Add(GroupCommit<Item> group, int number, int bytes = 0)
    {
        var item = new Item(number, bytes);
        group.Add(item);
        return item.Task.AsTask();
    }

    private sealed class Item(int number, int bytes) : CommitItem<int>
    {
        public int Number => number;

        public override int Bytes => bytes;

        public override void Committed()
        {
            if (number < 0)
                throw new InvalidOperationException("a bug");
            Complete(number);
        }
    }

    private sealed class Committer : ICommitter<Item>, IDisposable
    {
        private readonly ManualResetEventSlim _go = new();
        private int _committed;

        public bool Held { get; init; }

        public int? Bad { get; init; }

        public bool Unavailable { get; set; }

        public ManualResetEventSlim Entered { get; } = new();

        public List<int> Batches { get; } = [];

        public List<int> Order { get; } = [];

        public List<int> DeferredAfter { get; } = [];

        public void Release() => _go.Set();

        public void Commit(ReadOnlySpan<Item> batch)
        {
            Entered.Set();
            if (Held)
                _go.Wait();
            if (Unavailable)
                throw new StoreUnavailableException("full");
            foreach (var item in batch)
                if (item.Number == Bad)
                    throw new FormatException("bad");
            Batches.Add(batch.Length);
            foreach (var item in batch)
                Order.Add(item.Number);
            _committed += batch.Length;
        }

        public void DoDeferredWork() => DeferredAfter.Add(_committed);

        public void Dispose()
        {
            _go.Dispose();
            Entered.Dispose();
        }
    }
}
