using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Route;
using Ringback.Storage.Relational.Sealing;
using Ringback.Storage.Relational.Writing;
using Ringback.Storage.Sqlite.Accept;
using Ringback.Storage.Sqlite.Connection;
using Ringback.Storage.Sqlite.Schema;
using Ringback.Storage.Sqlite.Writing;
using Ringback.Testing;

namespace Ringback.Storage.Sqlite.Tests;

/// <summary>Keys go from the log into the sorted table behind everybody's back: whatever happens on the way, each says what it said before.</summary>
public sealed class KeyLogTests : IDisposable
{
    private const int SortFrom = 40;
    private const int Hashes = 400;

    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-keylog-").FullName;
    private readonly ManualTime _clock = new();
    private SqliteDatabase _database;
    private WriteSession _session;
    private KeyLog _log;
    private SqliteKeys _keys;

    public KeyLogTests() => Open(out _database, out _session, out _log, out _keys);

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_key_has_the_owner_that_committed_first_and_lives_as_long_as_it_should(int seed)
    {
        var random = new Random(seed);
        var model = new Dictionary<int, (long Seq, long Expires)>();
        var seq = 0L;
        for (var round = 0; round < 600; round++)
        {
            var after = new Dictionary<int, (long Seq, long Expires)>(model);
            _session.Database.Execute("begin");
            var mark = _session.Mark();
            for (var claims = random.Next(8); claims > 0; claims--)
            {
                var hash = random.Next(Hashes);
                var expires = Now + random.Next(1, 60_000);
                long? expected = after.TryGetValue(hash, out var owner) && owner.Expires > Now ? owner.Seq : null;
                Claim(_keys, new DuplicateKey(Of(hash), expires), ++seq).ShouldBe(expected);
                if (expected is null)
                    after[hash] = (seq, expires);
            }

            if (random.Next(3) == 0)
                _log.Sort(_session, Now);
            if (random.Next(5) == 0)
            {
                _session.Database.Execute("rollback");
                _session.RolledBack();
                _log.UndoTo(0);
            }
            else
            {
                _session.Database.Execute("commit");
                _log.Committed();
                foreach (var action in _session.TakeAfter(mark) ?? [])
                    action();
                _session.Committed();
                model = after;
            }

            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(300)));
            if (random.Next(40) == 0)
            {
                _database.Dispose();
                Open(out _database, out _session, out _log, out _keys);
            }
        }

        for (var hash = 0; hash < Hashes; hash++)
            Owner(_keys, hash).ShouldBe(model.TryGetValue(hash, out var owner) && owner.Expires > Now ? owner.Seq : null);
        Count("dedupe").ShouldBeGreaterThan(0);
    }

    [Fact]
    public void The_log_empties_into_the_sorted_table()
    {
        _session.Database.Execute("begin");
        for (var hash = 0; hash < 10_000; hash++)
            Claim(_keys, new DuplicateKey(Of(hash), Now + 60_000), hash + 1).ShouldBeNull();
        while (_log.Sort(_session, Now))
        {
        }

        _session.Database.Execute("commit");
        _log.Committed();
        foreach (var action in _session.TakeAfter(default) ?? [])
            action();
        (Count("dedupe"), Count("dedupe_log"), _log.Count).ShouldBe((10_000, 0, 0));
        for (var hash = 0; hash < 10_000; hash++)
            Owner(_keys, hash).ShouldBe(hash + 1);
    }

    /// <summary>As when an answer's event is accepted and what follows it fails: the row is gone, and its key must be too.</summary>
    [Fact]
    public void A_part_that_is_taken_back_leaves_no_key_behind()
    {
        var key = new DuplicateKey(Of(1), Now + 60_000);
        var keys = _keys;
        _session.Database.Execute("begin");
        Claim(keys, new DuplicateKey(Of(2), Now + 60_000), 1).ShouldBeNull();
        new WriteFunction<long?>(session =>
        {
            Claim(_keys, key, 2).ShouldBeNull();
            throw new InvalidOperationException("what follows it fails");
        }).Execute(_session);
        Owner(keys, 1).ShouldBeNull();
        Owner(keys, 2).ShouldBe(1);
        Claim(keys, key, 3).ShouldBeNull();
        _session.Database.Execute("commit");
        _session.Committed();
        (Owner(keys, 1), Count("dedupe_log")).ShouldBe((3, 2));
    }

    /// <summary>Takes a key as the rule of receiving does.</summary>
    private long? Claim(SqliteKeys keys, DuplicateKey key, long seq)
    {
        if (keys.Find(key.Hash) is { } kept && kept.IsGood(Now))
            return kept.Seq;
        keys.TakeKey(key, seq);
        return null;
    }

    private long? Owner(SqliteKeys keys, int hash) => keys.Find(Of(hash)) is { } kept && kept.IsGood(Now) ? kept.Seq : null;

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static UInt128 Of(int hash) => new((ulong)hash * 0x9E3779B97F4A7C15, (ulong)hash);

    private long Count(string table) => _database.Prepared($"select count(*) from {table}").Scalar() ?? 0;

    private void Open(out SqliteDatabase database, out WriteSession session, out KeyLog log, out SqliteKeys keys)
    {
        var path = Path.Combine(_folder, "test.db");
        DatabaseFile.Make(path);
        database = SqliteDatabase.Open(path, readOnly: false);
        DatabaseFile.Prepare(database, path);
        log = new KeyLog(database, SortFrom);
        keys = new SqliteKeys(database, new KeyWindow(0, 1000), log);
        session = new WriteSession(
            database, keys, new Catalog(), new RouteTable(new Catalog()), _clock, new IdSource(_clock), new SealedTexts(new Core.Crypto.SecretBox(new byte[32])));
    }
}
