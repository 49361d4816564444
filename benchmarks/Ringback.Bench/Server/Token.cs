using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Bench.Server;

/// <summary>The organisation token of the bench (JWT, HS256), signed with the secret that the server is started with.</summary>
internal static class Token
{
    public const string Secret = "bench-secret-of-no-value-outside-the-bench";

    public const string Organisation = "org_2000000000000000000000Bench";

    public static string Bearer { get; } = "Bearer " + Create(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private static string Create(long now)
    {
        var head = Encode("""{"alg":"HS256","typ":"JWT"}""");
        var claims = Encode(string.Create(CultureInfo.InvariantCulture, $$"""{"sub":"{{Organisation}}","iat":{{now}},"nbf":{{now}},"exp":{{now + 86_400}}}"""));
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{head}.{claims}"));
        return $"{head}.{claims}.{Base64Url.EncodeToString(mac)}";
    }

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
