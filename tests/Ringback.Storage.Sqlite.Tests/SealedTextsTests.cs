using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Reconcile;
using Ringback.Storage.Relational;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>No URL or body of a call that Ringback makes by itself stands in the file as it was given.</summary>
public sealed class SealedTextsTests : SqliteTest
{
    private const string Secret = "s3cret-of-the-query";
    private const string Url = "https://api.example.com/{{/id}}?api_key=" + Secret;
    private static readonly JsonElement Body = JsonDocument.Parse($"{{\"token\":\"{Secret}\"}}").RootElement;

    [Fact]
    public async Task What_may_hold_a_credential_is_sealed_and_the_same_after_a_restart()
    {
        var (source, operation, expectation) = await MakeAsync(Store);
        FileHolds(Secret).ShouldBeFalse();
        Check(Store, source, operation);
        (await Store.Expectations.FindAsync(source.Id, expectation)).ShouldNotBeNull().Poll!.Url.ShouldBe(Url);

        Store.Dispose();
        using (var again = SqliteStore.Open(Folder, Clock, Ids, Box))
        {
            Check(again, source, operation);
            (await again.Expectations.FindAsync(source.Id, expectation)).ShouldNotBeNull().Poll!.Body!.Value.GetRawText().ShouldBe(Body.GetRawText());
        }

        Should.Throw<SecretBoxException>(() => SqliteStore.Open(Folder, Clock, Ids, new SecretBox([.. Enumerable.Repeat((byte)7, 32)])));
    }

    [Fact]
    public async Task What_an_earlier_version_kept_as_it_was_is_sealed_when_the_file_is_opened()
    {
        var (source, operation, expectation) = await MakeAsync(Store);
        Store.Dispose();
        using (var before = SqliteDatabase.Open(Path.Combine(Folder, SqliteStore.FileName), readOnly: false))
        {
            // As the version before wrote it.
            foreach (var table in (string[])["endpoint", "source", "expectation"])
            {
                var docs = new List<(long Row, string Doc)>();
                using (var rows = before.Prepare($"select rowid, doc from {table}"))
                    while (rows.Step())
                        docs.Add((rows.Int64(0), rows.Text(1)));
                foreach (var (row, doc) in docs)
                {
                    var node = System.Text.Json.Nodes.JsonNode.Parse(doc)!;
                    foreach (var call in new[] { node["operation"]?["http"], node["poll"], node["expectations"]?[0]?["poll"] }.OfType<System.Text.Json.Nodes.JsonNode>())
                        (call["url"], call["body"]) = (Url, System.Text.Json.Nodes.JsonNode.Parse(Body.GetRawText()));
                    using var put = before.Prepare($"update {table} set doc = ? where rowid = ?");
                    put.Bind(node.ToJsonString()).Bind(row).Run();
                }
            }

            before.Execute("delete from meta where key = 'sealed-texts'");
        }

        FileHolds(Secret).ShouldBeTrue();
        using (var opened = SqliteStore.Open(Folder, Clock, Ids, Box))
        {
            Check(opened, source, operation);
            (await opened.Expectations.FindAsync(source.Id, expectation)).ShouldNotBeNull().Poll!.Url.ShouldBe(Url);
        }

        FileHolds(Secret).ShouldBeFalse();
        using (var again = SqliteStore.Open(Folder, Clock, Ids, Box))
            Check(again, source, operation);
    }

    private static void Check(RelationalStore store, Application source, SourceOperation operation)
    {
        var http = store.Catalog.Operation(operation.Id)!.Definition.Http!;
        (http.Url, http.Body!.Value.GetRawText()).ShouldBe((Url, Body.GetRawText()));
        var poll = store.Catalog.Source(source.Id)!.Expectations.ShouldHaveSingleItem().Poll!;
        (poll.Url, poll.Body!.Value.GetRawText()).ShouldBe((Url, Body.GetRawText()));
    }

    private bool FileHolds(string text) => Directory.GetFiles(Folder).Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    });

    private async Task<(SourceApplication Source, SourceOperation Operation, Core.Ids.Ksuid Expectation)> MakeAsync(RelationalStore store)
    {
        var poll = new PollPlan { Url = Url, Method = "POST", Body = Body, Event = new MadeEvent("made") };
        (SourceApplication Source, SourceOperation Operation)? made = null;
        await store.ChangeAsync(null, draft =>
        {
            var application = new SourceApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = Ids.Next(),
                Organisation = draft.Organisation("org_1"),
                Name = "source",
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            var operation = new SourceOperation
            {
                Id = draft.NextId<SourceOperation>(),
                Ksuid = Ids.Next(),
                ApplicationId = application.Id,
                Definition = new OperationDefinition { Http = new HttpOperation("POST", Url, Body, null) },
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            draft.Put(application);
            draft.Put(new Source
            {
                ApplicationId = application.Id,
                Type = "stripe",
                Expectations = [new ExpectationRule("r", new RuleTrigger(["a"]), "/id", new Fulfilment("/id", ["b"]), 60, poll)],
                CreatedAt = Now,
                UpdatedAt = Now,
            });
            draft.Put(operation);
            made = (application, operation);
            return null;
        });
        var ((source, operated), id) = (made!.Value, Ids.Next());
        await store.Expectations.CreateAsync(null, new Expectation
        {
            Id = id,
            ApplicationId = source.Id,
            Key = "k",
            FulfilledWhen = new Fulfilment("/id", ["b"]),
            Deadline = Now,
            LookBack = 0,
            Poll = poll,
            Due = Now,
            CreatedAt = Now,
            UpdatedAt = Now,
        });
        return (source, operated, id);
    }
}
