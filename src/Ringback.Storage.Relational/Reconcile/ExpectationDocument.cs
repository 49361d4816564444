using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Reconcile;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Sealing;

namespace Ringback.Storage.Relational.Reconcile;

/// <summary>What of an expectation isn't a column.</summary>
internal sealed record ExpectationDocument(
    Fulfilment FulfilledWhen, long Deadline, long LookBack, PollPlan? Poll, string? Rule, long? Cause, long CreatedAt)
{
    /// <value>Of a table named <c>e</c>, for <see cref="Read"/>.</value>
    public const string Columns = "e.id, e.app, e.ksuid, e.status, e.due, e.polls, e.event, e.updated, e.key, e.doc, e.sealed, (select id from message where seq = e.event)";

    public static string TextOf(Expectation expectation, SealedTexts texts) => JsonSerializer.Serialize(
        new ExpectationDocument(
            expectation.FulfilledWhen, expectation.Deadline, expectation.LookBack, texts.Seal(expectation.Poll, expectation.Id), expectation.Rule, expectation.Cause,
            expectation.CreatedAt),
        ExpectationJson.Default.ExpectationDocument);

    /// <summary>An expectation as it is now, by its row.</summary>
    public static Expectation? Current(Database database, long row, SealedTexts texts) =>
        First(database.Prepared($"select {Columns} from expectation e where e.id = ?").Bind(row), texts);

    /// <summary>The expectation of a statement that finds at most one.</summary>
    public static Expectation? First(Statement row, SealedTexts texts)
    {
        if (!row.Step())
            return null;
        var found = Read(row, texts);
        row.Reset();
        return found;
    }

    public static Expectation Read(Statement row, SealedTexts texts)
    {
        var id = Ksuid.FromBytes(row.Blob(2));
        var document = JsonSerializer.Deserialize(row.Text(9), ExpectationJson.Default.ExpectationDocument)!;
        return new Expectation
        {
            Row = row.Int64(0),
            ApplicationId = row.Int32(1),
            Id = id,
            Status = (ExpectationStatus)row.Int32(3),
            Due = row.NullableInt64(4),
            Polls = row.Int32(5),
            Event = row.NullableInt64(6),
            EventId = row.IsNull(11) ? null : Ksuid.FromBytes(row.Blob(11)),
            UpdatedAt = row.Int64(7),
            Key = row.Text(8),
            Sealed = row.Blob(10).ToArray(),
            FulfilledWhen = document.FulfilledWhen,
            Deadline = document.Deadline,
            LookBack = document.LookBack,
            Poll = texts.Open(document.Poll, id),
            Rule = document.Rule,
            Cause = document.Cause,
            CreatedAt = document.CreatedAt,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ExpectationDocument))]
internal sealed partial class ExpectationJson : JsonSerializerContext;
