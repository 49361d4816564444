using Npgsql;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>
/// What a role may do to other sessions of its own name and to the whole server. PostgreSQL lets everybody execute these functions
/// (https://www.postgresql.org/docs/current/functions-admin.html, chapter 33 on large objects).
/// </summary>
internal static class PostgresReach
{
    private const string Functions =
        """
        select p.oid::regprocedure::text, quote_ident(session_user) from pg_catalog.pg_proc p
        where p.pronamespace = 'pg_catalog'::regnamespace
            and (p.proname in ('pg_terminate_backend', 'pg_cancel_backend', 'pg_logical_emit_message', 'loread', 'lowrite')
                or p.proname ~ '^(lo_|pg_(try_)?advisory_(xact_)?lock)')
            and has_function_privilege(session_user, p.oid, 'EXECUTE')
        order by p.proname, 1
        """;

    /// <summary>What the role may do to others that use it, with the statements that end it; null: nothing.</summary>
    public static string? FindProblem(NpgsqlConnection connection, string name)
    {
        var (revokes, role) = (new List<string>(), "");
        using (var ask = new NpgsqlCommand(Functions, connection))
        using (var rows = ask.ExecuteReader())
        {
            while (rows.Read())
            {
                role = rows.GetString(1);
                revokes.Add($"REVOKE EXECUTE ON FUNCTION {rows.GetString(0)} FROM PUBLIC, {role};");
            }
        }

        return revokes.Count == 0 ? null
            : $"Several organisations may use the role {role} of the connection {name}. It may execute functions with which the statements of one organisation "
                + "can end the sessions of another, or use up locks and space of the whole server. Give each organisation a connection with a role of its own. "
                + $"Or run these statements as a superuser, and grant {role} again what its operations need:\n{string.Join('\n', revokes)}";
    }
}
