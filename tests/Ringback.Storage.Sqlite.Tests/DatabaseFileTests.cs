using Ringback.Core.Catalog;
using Ringback.Core.Commit;
using Ringback.Core.Configure;
using Ringback.Core.Messages;
using Ringback.Storage.Relational;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>What isn't ours is refused in words, and what is ours is written durably.</summary>
public sealed class DatabaseFileTests : SqliteTest
{
    [Fact]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        using (var other = SqliteDatabase.Open(FileName(), readOnly: false))
            other.Execute("create table theirs (x)");
        var before = File.ReadAllBytes(FileName());
        Refused().ShouldContain("another program");
        File.ReadAllBytes(FileName()).ShouldBe(before);
    }

    [Fact]
    public void A_database_with_another_application_id_is_refused()
    {
        using (var other = SqliteDatabase.Open(FileName(), readOnly: false))
            other.Execute("pragma application_id = 7; create table theirs (x)");
        Refused().ShouldContain("another program");
    }

    [Fact]
    public void A_database_of_a_newer_version_is_refused()
    {
        SqliteStore.Open(OtherFolder, Clock, Ids, Box).Dispose();
        using (var newer = SqliteDatabase.Open(FileName(), readOnly: false))
            newer.Execute("pragma user_version = 99");
        Refused().ShouldContain("newer version of Ringback");
    }

    [Fact]
    public async Task A_database_of_an_older_version_gains_what_is_new_and_keeps_what_it_has()
    {
        using (var older = SqliteDatabase.Open(FileName(), readOnly: false))
        {
            older.Execute(Script("schema.sql"));
            older.Execute($"pragma application_id = {0x5242434B}; pragma user_version = 1; insert into organisation (public_id) values ('org_kept')");
        }

        for (var opened = 0; opened < 2; opened++)
        {
            using var store = SqliteStore.Open(OtherFolder, Clock, Ids, Box);
            var organisation = store.Catalog.FindOrganisation("org_kept").ShouldNotBeNull();
            await store.ChangeAsync(null, draft =>
            {
                var application = NewSourceApplication(draft, organisation);
                draft.Put(application);
                draft.Put(new Source { ApplicationId = application.Id, Type = "stripe", CreatedAt = 0, UpdatedAt = 0 });
                return null;
            });
            store.Catalog.Sources.Count().ShouldBe(opened + 1);
        }
    }

    [Fact]
    public void An_event_type_that_no_path_could_reach_is_gone_after_the_upgrade()
    {
        using (var older = SqliteDatabase.Open(FileName(), readOnly: false))
        {
            foreach (var script in (string[])["schema.sql", "receive.sql", "reconcile.sql"]) older.Execute(Script(script));
            older.Execute($"pragma application_id = {0x5242434B}; pragma user_version = 3; insert into organisation (id, public_id) values (1, 'org_kept')");
            foreach (var name in (string[])[".", "..", "...", "a", ".a", "a.", "..a.."])
                older.Execute($$"""insert into event_type values (1, '{{name}}', '{"organisationId":1,"name":"{{name}}","createdAt":1,"updatedAt":1}')""");
        }

        using var store = SqliteStore.Open(OtherFolder, Clock, Ids, Box);
        store.Catalog.EventTypes(store.Catalog.FindOrganisation("org_kept").ShouldNotBeNull()).Select(type => type.Name)
            .ShouldBe([".a", "..a..", "a", "a."], ignoreOrder: true);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_file_that_is_no_database_is_refused(int size)
    {
        File.WriteAllText(FileName(), new string('x', size));
        Refused().ShouldContain("damaged or isn't a Ringback database");
    }

    [Fact]
    public async Task A_damaged_database_is_told_from_a_full_disk()
    {
        using (var store = SqliteStore.Open(OtherFolder, Clock, Ids, Box))
            await store.ChangeAsync(null, draft =>
            {
                for (var i = 0; i < 1000; i++)
                    draft.Organisation($"org_{i}");
                return null;
            });
        using (var file = File.OpenWrite(FileName()))
        {
            file.Position = 4096;
            file.Write(new byte[file.Length - 4096]);
        }

        Refused().ShouldContain("damaged");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_refused() =>
        Should.Throw<StoreUnavailableException>(() => SqliteStore.Open(Path.Combine(OtherFolder, "missing"), Clock, Ids, Box)).Message
            .ShouldContain("can't be created");

    [Fact]
    public async Task The_connection_that_writes_is_durable()
    {
        (await OnWriterAsync(database => database.Prepared("pragma synchronous").Scalar())).ShouldBe(2);
        (await OnWriterAsync(database => database.Prepared("pragma wal_autocheckpoint").Scalar())).ShouldBe(0);
        (await OnWriterAsync(database => database.Prepared("pragma mmap_size").Scalar())).ShouldBe(0);
        (await OnWriterAsync(database =>
        {
            var mode = database.Prepared("pragma journal_mode");
            mode.Step();
            var text = mode.Text(0);
            mode.Reset();
            return text;
        })).ShouldBe("wal");
    }

    [Fact]
    public async Task A_reader_can_not_write() =>
        await Should.ThrowAsync<StoreUnavailableException>(async () => await Store.Readers.ReadAsync(database =>
        {
            database.Execute("insert into meta (key, value) values ('x', 1)");
            return true;
        }));

    private static string Script(string name)
    {
        using var reader = new StreamReader(typeof(SqliteStore).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private SourceApplication NewSourceApplication(CatalogDraft draft, Organisation organisation) => new()
    {
        Id = draft.NextId<Application>(),
        Ksuid = Ids.Next(),
        Organisation = organisation,
        Name = "n",
        CreatedAt = 0,
        UpdatedAt = 0,
    };

    private string OtherFolder => Directory.CreateDirectory(Path.Combine(Folder, "other")).FullName;

    private string FileName() => Path.Combine(OtherFolder, SqliteStore.FileName);

    private string Refused() => Should.Throw<StoreUnavailableException>(() => SqliteStore.Open(OtherFolder, Clock, Ids, Box)).Message;
}
