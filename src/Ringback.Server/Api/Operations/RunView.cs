using System.Globalization;
using System.Text;
using Ringback.Core.Catalog;
using Ringback.Core.History;
using Ringback.Core.Ids;
using Ringback.Core.Paging;
using Ringback.Core.Record;
using Ringback.Server.Api.Messages;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Api.Operations;

/// <summary>Runs as the API shows them.</summary>
internal static class RunView
{
    private const string Rows = "{\"rowsChanged\":";

    public static RunOut FromRun(OperationRun run, Catalog catalog)
    {
        var operation = catalog.Operation(run.Operation);
        return new RunOut
        {
            MessageId = run.Message.PublicId,
            EventId = run.Message.EventId,
            EventType = run.Message.EventType,
            OperationId = run.OperationId.ToString(IdPrefix.Operation),
            OperationUid = operation?.Uid,
            Status = Word(run.State),
            Timestamp = run.Message.AcceptedAt,
            NextAttempt = MessageView.TimeOf(run.NextAttempt),
            LastAttempt = run.Last is { } last ? FromAttempt(last, operation) : null,
        };
    }

    public static RunDetailOut FromRunWithAttempts(OperationRun run, SourceOperation operation, HistoryPage<AttemptEntry> attempts) => new()
    {
        MessageId = run.Message.PublicId,
        EventId = run.Message.EventId,
        EventType = run.Message.EventType,
        OperationId = operation.PublicId,
        OperationUid = operation.Uid,
        Status = Word(run.State),
        Timestamp = run.Message.AcceptedAt,
        NextAttempt = MessageView.TimeOf(run.NextAttempt),
        LastAttempt = run.Last is { } last ? FromAttempt(last, operation) : null,
        Attempts = [.. attempts.Items.Select(attempt => FromAttempt(attempt, operation))],
        Done = attempts.Done,
    };

    private static RunAttemptOut FromAttempt(AttemptEntry attempt, SourceOperation? operation)
    {
        var text = Encoding.UTF8.GetString(attempt.Response);
        var worked = attempt.State == DeliveryState.Success;
        return new RunAttemptOut(
            attempt.PublicId, attempt.At, attempt.DurationMs, Word(attempt.State), attempt.StatusCode, worked && operation?.Definition.Sql is not null ? RowsOf(text) : null,
            worked ? text : null, worked ? null : text, attempt.Manual ? "manual" : "scheduled");
    }

    /// <summary>Of an output of ours.</summary>
    private static long? RowsOf(string output)
    {
        if (!output.StartsWith(Rows, StringComparison.Ordinal)) return null;
        var end = output.AsSpan(Rows.Length).IndexOfAny(',', '}');
        return end > 0 && long.TryParse(output.AsSpan(Rows.Length, end), NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : null;
    }

    private static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Success => "success",
        DeliveryState.Fail => "fail",
        DeliveryState.Canceled => "canceled",
        _ => "pending",
    };
}
