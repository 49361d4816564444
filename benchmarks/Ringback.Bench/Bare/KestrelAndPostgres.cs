using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Ringback.Bench.Children;

namespace Ringback.Bench.Bare;

/// <summary>
/// Bare limit: a POST answered once PostgreSQL has committed the rows that Ringback writes for a message that waits (message, key, work), with the same
/// indexes, in group commits of at most 100, one round trip each.
/// </summary>
internal static class KestrelAndPostgres
{
    private const int MostRows = 100;

    public static async Task RunAsync(string address, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(address + ";Search Path=ringback");
        await connection.OpenAsync(stop);
        var writer = new Writer(connection);
        using var commits = new GroupCommit(writer.Write);
        await KestrelHost.RunAsync(
            async context =>
            {
                await commits.CommitAsync(await Body.ReadAsync(context.Request.BodyReader));
                context.Response.StatusCode = StatusCodes.Status202Accepted;
            },
            stop);
    }

    private sealed class Writer(NpgsqlConnection connection)
    {
        private long _seq;

        public void Write(IReadOnlyList<GroupCommit.Waiting> waiting)
        {
            for (var at = 0; at < waiting.Count; at += MostRows)
                Write(waiting, at, Math.Min(MostRows, waiting.Count - at));
        }

        private void Write(IReadOnlyList<GroupCommit.Waiting> waiting, int at, int count)
        {
            var seqs = new long[count];
            var (ids, hashes, payloads) = (new byte[count][], new byte[count][], new byte[count][]);
            for (var i = 0; i < count; i++)
            {
                (seqs[i], ids[i], hashes[i]) = (++_seq, new byte[20], RandomNumberGenerator.GetBytes(16));
                System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(ids[i], _seq);
                payloads[i] = waiting[at + i].Payload.ToArray();
            }

            using var batch = new NpgsqlBatch(connection);
            Add(batch, "insert into message (seq, id, app, at, type, payload) select s, i, 1, s, 'invoice.paid', p from unnest($1, $2, $3) x (s, i, p)", seqs, ids, payloads);
            Add(batch, "insert into dedupe (hash, seq, body, expires) select h, s, 0, 1000000 + s from unnest($1, $2) x (h, s)", hashes, seqs);
            Add(batch, "insert into work (ep, seq, tries, manual) select 1, s, 0, 0 from unnest($1) x (s)", seqs);
            batch.ExecuteNonQuery();
        }

        private static void Add(NpgsqlBatch batch, string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
                command.Parameters.AddWithValue(value);
            batch.BatchCommands.Add(command);
        }
    }
}
