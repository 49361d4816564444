using Npgsql;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>Where a session stands between the begin and the end of a transaction.</summary>
internal sealed class TransactionState
{
    public bool IsOpen { get; private set; }

    /// <value>Whether a statement failed: PostgreSQL then refuses all others, and would answer a commit by a rollback, without an error.</value>
    public bool HasFailed { get; set; }

    /// <value>What goes before the next statement: a begin first.</value>
    public List<NpgsqlBatchCommand> Unsent { get; } = [];

    /// <value>Whether the database knows nothing of the transaction.</value>
    public bool IsUnsent => IsOpen && Unsent is [{ CommandText: var first }, ..] && ControlOf(first) == TransactionControl.Begin;

    public bool HasUnsentSavepoint => Unsent is [.., { CommandText: var last }] && ControlOf(last) == TransactionControl.Savepoint;

    public void Begin(NpgsqlBatchCommand begin)
    {
        Unsent.Add(begin);
        IsOpen = true;
    }

    public void End()
    {
        Unsent.Clear();
        (IsOpen, HasFailed) = (false, false);
    }

    public void DropUnsentSavepoint() => Unsent.RemoveAt(Unsent.Count - 1);

    public static TransactionControl ControlOf(string sql)
    {
        var text = sql.AsSpan().Trim();
        return text switch
        {
            _ when StartsWith(text, "rollback to ") => TransactionControl.RollBackTo,
            _ when Is(text, "rollback") => TransactionControl.RollBack,
            _ when Is(text, "commit") => TransactionControl.Commit,
            _ when Is(text, "begin") || (StartsWith(text, "begin ") && !text.Contains(';')) => TransactionControl.Begin,
            _ when StartsWith(text, "savepoint ") => TransactionControl.Savepoint,
            _ when StartsWith(text, "release ") => TransactionControl.Release,
            _ => TransactionControl.None,
        };
    }

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static bool StartsWith(ReadOnlySpan<char> text, string words) => text.StartsWith(words, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a text does to the transaction.</summary>
internal enum TransactionControl
{
    None = 0,
    Begin,
    Commit,
    RollBack,
    Savepoint,
    Release,
    RollBackTo,
}
