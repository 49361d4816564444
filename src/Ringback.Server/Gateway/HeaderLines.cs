using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Crypto;

namespace Ringback.Server.Gateway;

/// <summary>Headers as they are kept: a line each, <c>name: value</c>, ended by LF, in UTF-8; secrets masked, and the token wherever a proxy repeats it.</summary>
internal static class HeaderLines
{
    /// <param name="most">Bytes at most; lines beyond are left out.</param>
    public static byte[] Write(IHeaderDictionary headers, string token, IReadOnlyCollection<string> secrets, int most = int.MaxValue)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        var used = 0;
        foreach (var (name, values) in headers)
        {
            for (var i = 0; i < values.Count; i++)
            {
                var value = SecretNames.IsSecret(name, secrets) ? SecretNames.Mask : WithoutToken(values[i] ?? "", token);
                var room = 3 * (name.Length + value.Length) + 3;
                if (buffer.Length - used < room) Grow(ref buffer, used, room);
                var at = used;
                at += Encoding.UTF8.GetBytes(name, buffer.AsSpan(at));
                ": "u8.CopyTo(buffer.AsSpan(at));
                at += 2;
                at += Encoding.UTF8.GetBytes(value, buffer.AsSpan(at));
                buffer[at++] = (byte)'\n';
                if (at <= most) used = at;
            }
        }
        var lines = buffer.AsSpan(0, used).ToArray();
        ArrayPool<byte>.Shared.Return(buffer);
        return lines;
    }

    /// <summary>Those lines again, in their order.</summary>
    public static IEnumerable<(string Name, string Value)> Read(ReadOnlyMemory<byte> lines)
    {
        foreach (var line in Encoding.UTF8.GetString(lines.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            yield return colon < 0 ? (line, "") : (line[..colon], line[(colon + 2)..]);
        }
    }

    private static string WithoutToken(string value, string token) =>
        token.Length > 0 && value.Length >= token.Length && value.Contains(token, StringComparison.Ordinal)
            ? value.Replace(token, SecretNames.Mask, StringComparison.Ordinal)
            : value;

    private static void Grow(ref byte[] buffer, int used, int room)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, used + room));
        buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
