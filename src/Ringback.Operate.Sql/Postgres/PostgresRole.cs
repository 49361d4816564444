using Npgsql;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>
/// What a role may do beyond reading and changing rows. A statement may do all that its role may, and all that a role may which it is a
/// member of. So the rights decide what a statement can reach, and not its words.
/// </summary>
internal static class PostgresRole
{
    private const string Problems =
        """
        with me as (select r.* from pg_catalog.pg_roles r where pg_has_role(session_user, r.oid, 'member'))
        select kind, what, quote_ident(session_user) as role from (
            select 'role' as kind, 'is a superuser' as what, 1 as rank where exists (select from me where rolsuper)
            union all select 'role', 'has BYPASSRLS', 2 where exists (select from me where rolbypassrls and not rolsuper)
            union all select 'role', 'has CREATEROLE', 2 where exists (select from me where rolcreaterole and not rolsuper)
            union all select 'member', quote_ident(rolname), 3 from me
                where rolname in ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files', 'pg_signal_backend')
            union all select 'temporary', quote_ident(current_database()), 4
                where exists (select from me where has_database_privilege(me.oid, current_database(), 'TEMPORARY'))
            union all select 'create', quote_ident(current_database()), 5
                where exists (select from me where has_database_privilege(me.oid, current_database(), 'CREATE'))
            union all select 'schema', quote_ident(n.nspname), 6 from pg_catalog.pg_namespace n
                where n.nspname !~ '^pg_' and exists (select from me where has_schema_privilege(me.oid, n.oid, 'CREATE'))
            union all select 'marker', '', 7 where exists (
                select from pg_catalog.pg_class c, me where c.oid = to_regclass('ringback_run')
                    and (c.relowner = me.oid or has_table_privilege(me.oid, c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')))
            union all select 'missing', '', 8 where to_regclass('ringback_run') is null
                or not has_table_privilege(session_user, to_regclass('ringback_run'), 'SELECT')
                or not has_table_privilege(session_user, to_regclass('ringback_run'), 'INSERT')
                or to_regprocedure('ringback_prune()') is null) problem
        order by rank
        """;

    public static bool HasTable(NpgsqlConnection connection)
    {
        using var exists = new NpgsqlCommand("select to_regclass('ringback_run') is not null", connection);
        return exists.ExecuteScalar() is true;
    }

    /// <summary>Whether operations may run as the role; if not, what is wrong, and the statements that mend it.</summary>
    public static (ConnectionState State, string? Problem) FindProblem(NpgsqlConnection connection, string name, TimeSpan kept)
    {
        var (mends, role, onlyMissing) = (new List<string>(), "", true);
        using (var ask = new NpgsqlCommand(Problems, connection))
        using (var rows = ask.ExecuteReader())
        {
            while (rows.Read())
            {
                role = rows.GetString(2);
                var (kind, what) = (rows.GetString(0), rows.GetString(1));
                onlyMissing &= kind == "missing";
                if (kind == "role")
                    return (ConnectionState.Refused, $"The role {role} of the connection {name} {what}, so a statement could do anything. Create a role for operations (create role ringback_operations login password '…';) and grant it the rights that its statements need.");
                mends.Add(kind switch
                {
                    "member" => $"revoke {what} from {role};",
                    "temporary" => $"revoke temporary on database {what} from public, {role};",
                    "create" => $"revoke create on database {what} from public, {role};",
                    "schema" => $"revoke create on schema {what} from public, {role};",
                    _ => PostgresSetUp.Markers(role, kept),
                });
            }
        }

        if (mends.Count == 0)
            return (ConnectionState.Usable, null);
        var mend = " Run these statements as the owner of the database:\n" + string.Join('\n', mends.Distinct())
            + "\nOr set sql-any-role to true if everybody who writes operations may do everything that this role may do.";
        return onlyMissing
            ? (ConnectionState.Blocked, $"The connection {name} has no table ringback_run that its role {role} can use, and the role may not create it.{mend}")
            : (ConnectionState.Refused, $"The role {role} of the connection {name} has rights that statements of operations must not have.{mend}");
    }
}
