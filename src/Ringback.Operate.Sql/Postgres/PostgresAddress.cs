using Npgsql;
using Ringback.Core.Commit;
using Ringback.Core.Operate;

namespace Ringback.Operate.Sql.Postgres;

/// <summary>A PostgreSQL connection as the settings write it: a connection string, or <c>postgres://user:password@host:5432/database?sslmode=require</c>.</summary>
internal static class PostgresAddress
{
    private const int ConnectSeconds = 5;

    /// <exception cref="StoreUnavailableException">It is neither; the message doesn't hold it.</exception>
    public static string ToConnectionString(NamedConnection connection, TimeSpan statementTimeout)
    {
        var builder = Read(connection);
        // One connection, held by one thread: a pool would only hide when it breaks.
        builder.Pooling = false;
        builder.Enlist = false;
        builder.IncludeErrorDetail = false;
        builder.ApplicationName ??= "ringback";
        builder.CommandTimeout = Math.Max(60, 4 * (int)statementTimeout.TotalSeconds);
        if (!builder.ContainsKey("Timeout")) builder.Timeout = ConnectSeconds;
        if (!builder.ContainsKey("Max Auto Prepare")) builder.MaxAutoPrepare = 100;
        return builder.ConnectionString;
    }

    /// <summary>Whether both are the same role of the same server.</summary>
    /// <exception cref="StoreUnavailableException">The address of one of them can't be read.</exception>
    public static bool AreOfOneRole(NamedConnection one, NamedConnection other)
    {
        if (one.Kind != ConnectionKind.Postgres || other.Kind != ConnectionKind.Postgres)
            return false;
        var (first, second) = (Read(one), Read(other));
        return string.Equals(first.Host, second.Host, StringComparison.OrdinalIgnoreCase) && first.Port == second.Port && first.Username == second.Username;
    }

    private static NpgsqlConnectionStringBuilder Read(NamedConnection connection)
    {
        var address = connection.Address;
        try
        {
            return address.Contains("://", StringComparison.Ordinal) ? OfUrl(new Uri(address)) : new NpgsqlConnectionStringBuilder(address);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // Without its cause, which names what it doesn't know: the rest of a password with a semicolon in it.
            throw new StoreUnavailableException(
                $"The address of the connection {connection.Name} isn't a PostgreSQL URL or connection string, or has a parameter that Npgsql doesn't know (setting connections).");
        }
    }

    private static NpgsqlConnectionStringBuilder OfUrl(Uri url)
    {
        var builder = new NpgsqlConnectionStringBuilder { Host = url.DnsSafeHost };
        if (url.Port > 0) builder.Port = url.Port;
        if (url.AbsolutePath.Length > 1) builder.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        var (user, password) = url.UserInfo.Split(':', 2) is [var name, var secret] ? (name, secret) : (url.UserInfo, null);
        if (user.Length > 0) builder.Username = Uri.UnescapeDataString(user);
        if (password is not null) builder.Password = Uri.UnescapeDataString(password);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at > 0) Set(builder, Uri.UnescapeDataString(pair[..at]), Uri.UnescapeDataString(pair[(at + 1)..]));
        }

        return builder;
    }

    /// <summary>A mode as libpq calls it (<c>verify-full</c>) is one word for Npgsql.</summary>
    private static void Set(NpgsqlConnectionStringBuilder builder, string parameter, string value) =>
        builder[KeyOf(parameter)] = parameter == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value;

    /// <summary>As libpq calls it, and Npgsql.</summary>
    private static string KeyOf(string parameter) => parameter switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "options" => "Options",
        _ => parameter,
    };
}
