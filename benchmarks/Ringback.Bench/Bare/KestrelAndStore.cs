using Microsoft.AspNetCore.Http;
using Ringback.Bench.Children;

namespace Ringback.Bench.Bare;

/// <summary>Bare limit: a POST answered once its body is in SQLite and on the disk, in group commits.</summary>
internal static class KestrelAndStore
{
    public static async Task RunAsync(string folder, CancellationToken stop)
    {
        using var log = new SqliteLog(Path.Combine(folder, "bare.db"));
        using var commits = new GroupCommit(log.Write);
        await KestrelHost.RunAsync(
            async context =>
            {
                await commits.CommitAsync(await Body.ReadAsync(context.Request.BodyReader));
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            },
            stop);
    }
}
