using System.Globalization;

namespace Ringback.Storage.Postgres.Owning;

/// <summary>How a process is named to others that want the database.</summary>
internal static class NodeName
{
    public static string Own => string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName} (process {Environment.ProcessId})");
}
