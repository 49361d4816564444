using System.Data.Common;

namespace Ringback.Client;

/// <summary>The inbox on a database of SQL.</summary>
internal sealed class SqlInbox(DbDataSource database, InboxSql sql, bool createTables, TimeProvider clock) : IWebhookInbox
{
    private const int LongestError = 4000;

    // SQLite has one writer, and its driver sleeps on a thread while it waits for its turn: those of this process wait here instead.
    private readonly SemaphoreSlim? _turn = sql.IsPostgres ? null : new(1, 1);
    private volatile bool _hasTables = !createTables;

    public async Task<bool> RunOnceAsync(InboxMarker marker, Func<DbTransaction, CancellationToken, Task> effect, CancellationToken cancellation = default)
    {
        using var turn = await TakeTurn(cancellation);
        await using var connection = await Open(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var now = Milliseconds(clock.GetUtcNow());
        foreach (var key in marker.EventKeys)
        {
            // Where another transaction has just put the same key, this waits until that one is through.
            var put = await Execute(transaction, sql.Mark, cancellation, ("source", marker.Source), ("handler", marker.Handler), ("key", key), ("now", now));
            if (put == 0) return false;
        }
        await effect(transaction, cancellation);
        if (transaction.Connection is null) throw Ended(marker, null);
        try
        {
            // PostgreSQL answers the commit of a transaction in which a statement failed with a rollback, and no error: asked before, it says so.
            if (sql.IsPostgres) await Execute(transaction, "select 1", cancellation);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (InvalidOperationException e)
        {
            throw Ended(marker, e);
        }
        return true;
    }

    public async Task<int> StoreAsync(IReadOnlyList<InboxEvent> events, CancellationToken cancellation = default)
    {
        using var turn = await TakeTurn(cancellation);
        await using var connection = await Open(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var stored = 0;
        foreach (var one in events)
        {
            stored += await Execute(transaction, sql.Store, cancellation,
                ("source", one.Source), ("key", one.EventKey), ("type", one.Type), ("body", one.Body.ToArray()), ("received", Milliseconds(one.ReceivedAt)));
        }
        await transaction.CommitAsync(cancellation);
        return stored;
    }

    public async Task<InboxEvent?> TakeAsync(string source, TimeSpan lease, CancellationToken cancellation = default)
    {
        var now = clock.GetUtcNow();
        using var turn = await TakeTurn(cancellation);
        await using var connection = await Open(cancellation);
        await using var command = Command(connection, sql.Take, ("source", source), ("now", Milliseconds(now)), ("until", Milliseconds(now + lease)));
        await using var row = await command.ExecuteReaderAsync(cancellation);
        if (!await row.ReadAsync(cancellation)) return null;
        return new InboxEvent(source, row.GetString(0), await row.IsDBNullAsync(1, cancellation) ? null : row.GetString(1), row.GetFieldValue<byte[]>(2),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)), row.GetInt32(4));
    }

    public async Task FinishAsync(InboxEvent taken, InboxOutcome outcome, CancellationToken cancellation = default)
    {
        using var turn = await TakeTurn(cancellation);
        await using var connection = await Open(cancellation);
        await using var command = Command(connection, sql.Finish, ("source", taken.Source), ("key", taken.EventKey), ("state", (int)outcome.State),
            ("due", outcome.DueAt is { } due ? Milliseconds(due) : null), ("error", Shorten(outcome.Error)));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellation = default)
    {
        using var turn = await TakeTurn(cancellation);
        await using var connection = await Open(cancellation);
        await using var done = Command(connection, sql.PurgeDone, ("before", Milliseconds(before)));
        await using var inbox = Command(connection, sql.PurgeInbox, ("before", Milliseconds(before)));
        return await done.ExecuteNonQueryAsync(cancellation) + await inbox.ExecuteNonQueryAsync(cancellation);
    }

    private static InvalidOperationException Ended(InboxMarker marker, Exception? inner) =>
        new($"The handler '{marker.Handler}' ended the transaction. Only the inbox may end it, because it commits the handler's effect together with the marker.", inner);

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>As a text column takes it: bounded, and without NUL, which PostgreSQL refuses.</summary>
    private static string? Shorten(string? text)
    {
        if (text is null) return null;
        if (text.Length > LongestError) text = text[..LongestError];
        return text.Replace('\0', ' ');
    }

    private static async Task<int> Execute(DbTransaction transaction, string text, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(transaction.Connection!, text, parameters);
        command.Transaction = transaction;
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static DbCommand Command(DbConnection connection, string text, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of InboxSql's: values are parameters, and the prefix is checked.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            // Of a null PostgreSQL can't tell the type by itself.
            if (value is null) parameter.DbType = name == "due" ? System.Data.DbType.Int64 : System.Data.DbType.String;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    private async Task<DbConnection> Open(CancellationToken cancellation)
    {
        var connection = await database.OpenConnectionAsync(cancellation);
        try
        {
            if (!_hasTables) await MakeTables(connection, cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task MakeTables(DbConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Execute(transaction, sql.MakeTables, cancellation);
        await transaction.CommitAsync(cancellation);
        _hasTables = true;
    }

    private async ValueTask<Turn> TakeTurn(CancellationToken cancellation)
    {
        if (_turn is not null) await _turn.WaitAsync(cancellation);
        return new Turn(_turn);
    }

    private readonly struct Turn(SemaphoreSlim? turn) : IDisposable
    {
        public void Dispose() => turn?.Release();
    }
}
