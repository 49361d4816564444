using System.Security.Cryptography;
using System.Text;
using Ringback.Core.Crypto;
using Ringback.Core.Settings;
using Ringback.Server.Settings;
using Ringback.Server.Stores;

namespace Ringback.Server.Secrets;

/// <summary>What the server keeps to itself: given by the settings, or made once and kept in the data folder.</summary>
internal sealed class ServerSecrets
{
    public const string JwtSecretName = "jwt.secret";
    public const string MasterKeyName = "master.key";
    private const int MadeSize = 32;

    private ServerSecrets(byte[] jwtSecret, byte[] masterKey)
    {
        JwtSecret = jwtSecret;
        MasterKey = masterKey;
    }

    /// <summary>What tokens are signed with: the UTF-8 bytes of the secret as it was written.</summary>
    public byte[] JwtSecret { get; }

    /// <summary>32 bytes, for <see cref="SecretBox"/>.</summary>
    public byte[] MasterKey { get; }

    /// <param name="options">May give either secret.</param>
    /// <param name="folder">The data folder, which exists.</param>
    /// <exception cref="StartException">A file can't be read or written, may be read by others, or holds no secret.</exception>
    public static ServerSecrets Load(RingbackOptions options, string folder) => new(
        LoadJwtSecret(options, folder),
        options.EncryptionKey ?? LoadMasterKey(folder));

    private static byte[] LoadJwtSecret(RingbackOptions options, string folder)
    {
        if (options.JwtSecret is { } given) return Encoding.UTF8.GetBytes(given);
        var path = Path.Combine(folder, JwtSecretName);
        return JwtSecretOf(path, SecretFile.ReadOrMake(path, Make));
    }

    /// <summary>The same, where nothing may be made; null when there is none.</summary>
    /// <exception cref="StartException">As <see cref="Load"/>.</exception>
    public static byte[]? FindJwtSecret(RingbackOptions options, string folder)
    {
        if (options.JwtSecret is { } given) return Encoding.UTF8.GetBytes(given);
        var path = Path.Combine(folder, JwtSecretName);
        return File.Exists(path) ? JwtSecretOf(path, SecretFile.Read(path)) : null;
    }

    private static byte[] JwtSecretOf(string path, string text)
    {
        var secret = Encoding.UTF8.GetBytes(text);
        if (SettingRules.JwtSecret(text) is { } problem)
            throw new StartException($"{path} is {problem}. Write at least 32 random characters to it (openssl rand -base64 32). Tokens that were signed with the old secret become invalid.");
        return secret;
    }

    private static string Make() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(MadeSize));

    private static byte[] LoadMasterKey(string folder)
    {
        var path = Path.Combine(folder, MasterKeyName);
        if (!File.Exists(path) && StoreFolder.HasStore(folder))
            throw new StartException($"{path} is missing, and the secrets in the database can't be read without it. Restore it from a backup, or set RINGBACK_ENCRYPTION_KEY.");
        return ParseMasterKey(path, SecretFile.ReadOrMake(path, Make));
    }

    private static byte[] ParseMasterKey(string path, string text)
    {
        var key = new byte[SecretBox.MasterKeySize];
        if (Convert.TryFromBase64String(text, key, out var written) && written == key.Length)
        {
            if (SettingRules.EncryptionKey(key) is not { } problem) return key;
            throw new StartException($"{path} is {problem}. Write 32 random bytes in base64 to it (openssl rand -base64 32). Then set all secrets in the database again.");
        }
        throw new StartException($"{path} doesn't contain 32 bytes in base64. Restore the key from a backup. Without it the secrets in the database can't be read.");
    }
}
