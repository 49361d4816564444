using Ringback.Operate.Sql.Sessions;

namespace Ringback.Operate.Sql;

/// <summary>Lets those who wait for a result go on, some of them one after the other on one thread of the pool.</summary>
internal sealed class Finishing(SqlWork[] works) : IThreadPoolWorkItem
{
    private const int Together = 16;

    public static void Start(ReadOnlySpan<SqlWork> works)
    {
        for (var at = 0; at < works.Length; at += Together)
            ThreadPool.UnsafeQueueUserWorkItem(new Finishing(works[at..Math.Min(at + Together, works.Length)].ToArray()), preferLocal: false);
    }

    public void Execute()
    {
        foreach (var work in works)
            work.Finish();
    }
}
