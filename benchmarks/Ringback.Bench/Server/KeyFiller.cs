using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Ringback.Bench.Server;

/// <summary>Fills the duplicate window of a stopped server: keys are hashes, so random ones are as good as any.</summary>
internal static class KeyFiller
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    public static void Fill(string folder, int keys, Action<long> progress)
    {
        var path = Path.Combine(folder, "ringback.db");
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into dedupe (hash, seq, body, expires) values ($hash, 1, 0, $expires)";
        insert.Transaction = transaction;
        var hash = insert.Parameters.Add("$hash", SqliteType.Blob);
        insert.Parameters.AddWithValue("$expires", (TimeProvider.System.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds());
        for (var i = 1; i <= keys; i++)
        {
            hash.Value = RandomNumberGenerator.GetBytes(16);
            insert.ExecuteNonQuery();
            if (i % 10_000 == 0)
                progress(i);
        }

        transaction.Commit();
    }
}
