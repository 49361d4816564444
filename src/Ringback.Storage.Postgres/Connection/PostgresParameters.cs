using Npgsql;
using NpgsqlTypes;

namespace Ringback.Storage.Postgres.Connection;

/// <summary>
/// The values of a statement's parameters, each of the type that it is bound as. A prepared statement is one of certain types: when
/// another type is bound, the command begins anew.
/// </summary>
internal sealed class PostgresParameters(SqlTranslation sql)
{
    private readonly NpgsqlParameter?[] _parameters = new NpgsqlParameter?[sql.Parameters];
    private NpgsqlBatchCommand? _command;
    private int _session;
    private int _bound;

    public void Add(long? value)
    {
        if (Next() is NpgsqlParameter<long?> known)
            known.TypedValue = value;
        else
            Put(new NpgsqlParameter<long?> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = value });
    }

    public void Add(string? value)
    {
        var escaped = value is null ? null : TextEscape.Escape(value);
        if (Next() is NpgsqlParameter<string> known)
            known.TypedValue = escaped;
        else
            Put(new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = escaped });
    }

    public void Add(byte[]? value)
    {
        if (Next() is NpgsqlParameter<byte[]> known)
            known.TypedValue = value;
        else
            Put(new NpgsqlParameter<byte[]> { NpgsqlDbType = NpgsqlDbType.Bytea, TypedValue = value });
    }

    /// <summary>Adds null, of the type that PostgreSQL finds fitting.</summary>
    public void AddNull()
    {
        if (Next() is not { NpgsqlDbType: NpgsqlDbType.Unknown })
            Put(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = DBNull.Value });
    }

    public void Add(long[] values)
    {
        if (Next() is NpgsqlParameter<long[]> known)
            known.TypedValue = values;
        else
            Put(new NpgsqlParameter<long[]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, TypedValue = values });
    }

    public void Add(byte[][] values)
    {
        if (Next() is NpgsqlParameter<byte[][]> known)
            known.TypedValue = values;
        else
            Put(new NpgsqlParameter<byte[][]> { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, TypedValue = values });
    }

    /// <summary>The next value is the first one again.</summary>
    public void Restart() => _bound = 0;

    /// <summary>The command with its values.</summary>
    /// <param name="session">The number of the session that it is for: a command knows what is prepared in one.</param>
    public NpgsqlBatchCommand ToCommand(int session)
    {
        if (_bound != _parameters.Length)
            throw new InvalidOperationException($"The statement has {_parameters.Length} parameters, of which {_bound} are bound: {sql.Text}");
        if (_command is not null && _session == session)
            return _command;
        // A parameter is of one command only.
        _command?.Parameters.Clear();
        _session = session;
        _command = new NpgsqlBatchCommand(sql.Text);
        foreach (var parameter in _parameters)
            _command.Parameters.Add(parameter!);
        return _command;
    }

    /// <summary>What stands in the next place, from the run before.</summary>
    private NpgsqlParameter? Next()
    {
        if (_bound == _parameters.Length)
            throw new InvalidOperationException($"The statement has no more than {_parameters.Length} parameters: {sql.Text}");
        return _parameters[_bound++];
    }

    private void Put(NpgsqlParameter parameter)
    {
        _parameters[_bound - 1] = parameter;
        _command?.Parameters.Clear();
        _command = null;
    }
}
