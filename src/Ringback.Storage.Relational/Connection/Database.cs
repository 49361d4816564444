using Ringback.Core.Commit;

namespace Ringback.Storage.Relational.Connection;

/// <summary>
/// One connection to a database that speaks SQL. Not thread-safe. Statements are written in the part of SQL that all stores share, with
/// parameters as <c>?</c> or <c>?1</c>; what differs (<c>indexed by</c>, lists of numbers) a database translates or leaves out.
/// </summary>
internal abstract class Database : IDisposable
{
    // One for each text, of which there are few: what comes from outside is a parameter. They are kept until the connection is closed.
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <value>The statements kept for their next use: tests look at their plans.</value>
    public IReadOnlyCollection<string> Texts => _statements.Keys;

    /// <value>Rows that the last statement inserted, changed or deleted.</value>
    public abstract int Changes { get; }

    /// <summary>The statement for this text, prepared at its first use.</summary>
    public Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements[sql] = statement = Prepare(sql);
        return statement;
    }

    /// <summary>A statement of its own, which its owner disposes.</summary>
    public abstract Statement Prepare(string sql);

    /// <summary>
    /// A statement of which a batch runs many, and which returns nothing. A database over a network may hold its runs back, until another
    /// statement is run or the batch is committed, and send them together.
    /// </summary>
    public abstract Statement PrepareMany(ManyRows rows);

    /// <summary>Begins a transaction that writes.</summary>
    public abstract void Begin();

    /// <summary>Runs a script of statements that return nothing of interest.</summary>
    /// <exception cref="StoreUnavailableException">The database can't be used at the moment.</exception>
    public abstract void Execute(string script);

    /// <summary>A table expression over the numbers bound to a parameter by <see cref="Statement.BindNumbers"/>; its column is <c>value</c>.</summary>
    public abstract string Numbers(int parameter);

    public abstract void Dispose();
}
