using System.Globalization;
using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Templates;

namespace Ringback.Core.Operate;

/// <summary>Statements with their parameters' sources.</summary>
internal sealed class SqlPlan : OperationPlan
{
    private readonly PointerSet _pointers;
    private readonly string? _numbered;

    public SqlPlan(SourceOperation operation, SqlOperation sql)
        : base(operation)
    {
        Connection = sql.Connection;
        Statements = [.. sql.Statements.Select(static s => new SqlCommand(s))];
        // One that was made before this was refused would end the session of all who share it.
        _numbered = sql.Statements.Select(static s => NumberedParameter.Find(s.Sql)).FirstOrDefault(static found => found is not null);
        _pointers = new PointerSet(Statements.SelectMany(static s => s.Sources).Select(static s => s.Pointer).OfType<string>());
    }

    public string Connection { get; }

    public IReadOnlyList<SqlCommand> Statements { get; }

    /// <summary>The statements' parameters for a message, each statement's in the order of its names.</summary>
    /// <exception cref="RenderException">The event doesn't fit.</exception>
    public SqlValue[][] Values(Message message)
    {
        if (_numbered is not null)
            throw new RenderException($"A statement has {_numbered}. Write each parameter as @name, and say in parameters where its value comes from.");
        var read = new EventValues(message, _pointers).Readable();
        var values = new SqlValue[Statements.Count][];
        var left = RenderLimits.Values(message);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Array.ConvertAll(Statements[i].Sources, source =>
            {
                var value = SqlValues.Read(read, source);
                left.Check(value.Utf8.Length);
                left = left.Without(value.Utf8.Length);
                return value;
            });
        }

        return values;
    }

    /// <summary>What is wrong with the rows that the statements changed; null when they are as expected.</summary>
    public string? Unexpected(IReadOnlyList<long> rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (Statements[i].ExpectRows is { } expected && !expected.Fits(rows[i]))
                return string.Create(CultureInfo.InvariantCulture, $"Statement {i + 1} changed {rows[i]} rows, but the operation expects {expected}. The transaction was rolled back.");
        }

        return null;
    }
}

/// <summary>A statement and the names of its parameters.</summary>
internal sealed class SqlCommand(SqlStatement statement)
{
    public string Text { get; } = statement.Sql;

    public ExpectedRows? ExpectRows { get; } = statement.ExpectRows;

    /// <value>Without the <c>@</c>.</value>
    public string[] Names { get; } = [.. statement.Parameters?.Keys ?? []];

    /// <value>In the order of <see cref="Names"/>.</value>
    public ValueSource[] Sources { get; } = [.. statement.Parameters?.Values.Select(ValueSource.Parse) ?? []];
}
