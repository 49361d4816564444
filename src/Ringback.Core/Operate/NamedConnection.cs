using System.Diagnostics.CodeAnalysis;

namespace Ringback.Core.Operate;

internal enum ConnectionKind
{
    Sqlite = 0,
    Postgres = 1,
}

/// <summary>A database that the server's settings name for operations.</summary>
/// <param name="Name">By which operations call it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Address">A file's path, or a connection string: a secret.</param>
/// <param name="Organisation">The one (<c>org_…</c>) that may use it; null: all of the server's.</param>
internal sealed record NamedConnection(string Name, ConnectionKind Kind, string Address, string? Organisation = null)
{
    public const int LongestName = 64;
    private const string SqlitePrefix = "sqlite:";
    private static readonly string[] PostgresPrefixes = ["postgres://", "postgresql://"];

    /// <summary>
    /// <c>shop=sqlite:/var/lib/shop.db, billing=postgres://user:password@host/database</c>; a PostgreSQL connection string too. With
    /// <c>shop@org_…=</c> one organisation alone may use it.
    /// </summary>
    /// <param name="error">What is wrong; holds no address.</param>
    public static bool TryParseAll(string text, out IReadOnlyList<NamedConnection> connections, [NotNullWhen(false)] out string? error)
    {
        var found = new List<NamedConnection>();
        connections = found;
        error = null;
        foreach (var part in text.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? "" : part[..at].Trim();
            string? organisation = null;
            if (name.IndexOf('@', StringComparison.Ordinal) is > 0 and var owned)
                (name, organisation) = (name[..owned].Trim(), name[(owned + 1)..].Trim());
            if (name.Length is 0 or > LongestName || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                error = "each connection must begin with a name of letters, digits, - and _, followed by =";
            else if (organisation is not null && !Ids.Ksuid.TryParse(organisation, Ids.IdPrefix.Organisation, out _))
                error = $"the connection {name} has an organisation id that isn't valid (write it as org_…)";
            else if (found.Exists(c => c.Name == name))
                error = $"the connection {name} is given twice";
            else if (Read(name, part[(at + 1)..].Trim()) is { } connection)
                found.Add(connection with { Organisation = organisation });
            else
                error = $"the connection {name} is neither sqlite:PATH nor postgres://…, nor a PostgreSQL connection string (Host=…)";
            if (error is not null)
                return false;
        }

        return true;
    }

    public bool IsFor(string organisation) => Organisation is null || Organisation == organisation;

    /// <summary>Without the address, so that it can't slip into a log.</summary>
    public override string ToString() => $"{Name} ({Kind})";

    private static NamedConnection? Read(string name, string address)
    {
        if (address.StartsWith(SqlitePrefix, StringComparison.OrdinalIgnoreCase))
            return address.Length == SqlitePrefix.Length ? null : new NamedConnection(name, ConnectionKind.Sqlite, address[SqlitePrefix.Length..]);
        var isPostgres = PostgresPrefixes.Any(prefix => address.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            || address.StartsWith("host=", StringComparison.OrdinalIgnoreCase) || address.StartsWith("server=", StringComparison.OrdinalIgnoreCase);
        return isPostgres ? new NamedConnection(name, ConnectionKind.Postgres, address) : null;
    }
}
