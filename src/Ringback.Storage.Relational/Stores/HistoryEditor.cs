using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Storage.Relational.Catalogs;
using Ringback.Storage.Relational.History;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Storage.Relational.Stores;

/// <inheritdoc cref="IHistoryEditor"/>
internal sealed class HistoryEditor(Writer writer) : IHistoryEditor
{
    /// <value>What stands in the place of a response.</value>
    private static ReadOnlySpan<byte> Expunged => "EXPUNGED"u8;

    public async ValueTask ExpungeAsync(IReadOnlyList<Message> messages) =>
        await writer.WriteAsync(session =>
        {
            foreach (var message in messages)
                session.Payloads.Expunge(message.Seq);
            return true;
        });

    public ValueTask<bool> ExpungeResponseAsync(Message message, Ksuid attempt) =>
        writer.WriteAsync(session =>
        {
            if (!AttemptId.TryRead(attempt, out var aseq))
                return false;
            session.Database.Prepared("update attempt set response = ? where seq = ? and aseq = ? and at / 4 = ? and ep < ?")
                .Bind(Expunged).Bind(message.Seq).Bind(aseq).Bind(attempt.UnixMs / 4).Bind(OperationIds.First).Run();
            if (session.Database.Changes == 1)
                return true;
            if (AttemptPlace.MessageAt(aseq) != message.Seq)
                return false;
            session.Database.Prepared("update delivery set response = ? where seq = ? and n = ? and at / 4 = ? and ep < ?")
                .Bind(Expunged).Bind(message.Seq).Bind(AttemptPlace.IndexAt(aseq)).Bind(attempt.UnixMs / 4).Bind(OperationIds.First).Run();
            return session.Database.Changes == 1;
        });

    public async ValueTask<KeyStatus> ResendAsync(IdempotencyKey? key, Message message, int endpoint)
    {
        var result = await writer.WriteOnceAsync(key, session =>
        {
            AskedAttempts.Resend(session.Replays, message, endpoint);
            return null;
        });
        return result.Status;
    }

    public async ValueTask<ReplayStatus> ReplayAsync(IdempotencyKey? key, Message message, int operation, bool force)
    {
        var result = await writer.WriteOnceAsync(key, session => AskedAttempts.Replay(session.Replays, message, operation, force).ToString());
        return result.Status == KeyStatus.Reused ? ReplayStatus.KeyReused : Enum.Parse<ReplayStatus>(result.Reference!);
    }
}
