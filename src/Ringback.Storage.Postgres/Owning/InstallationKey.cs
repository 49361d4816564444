using System.Globalization;
using Ringback.Core.Crypto;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Postgres.Owning;

/// <summary>Nodes with different keys could not read each other's secrets: the first one's key is the database's.</summary>
internal static class InstallationKey
{
    /// <exception cref="SecretBoxException">The database has another one.</exception>
    public static void Check(Database database, SecretBox box)
    {
        var mine = long.Parse(box.KeyId, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        database.Prepared("insert into meta (key, value) values ('encryption_key', ?) on conflict (key) do nothing").Bind(mine).Run();
        var first = database.Prepared("select value from meta where key = 'encryption_key'").Scalar();
        if (first != mine)
            throw new SecretBoxException(
                SecretBoxFault.WrongKey,
                $"The database's secrets were encrypted with the key {first:x8}, and this node has the key {box.KeyId}. Give all nodes of a database the same encryption-key and jwt-secret.");
    }
}
