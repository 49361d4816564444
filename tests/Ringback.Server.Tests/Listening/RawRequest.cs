using System.Globalization;
using Ringback.Server.Tests.Gateway;

namespace Ringback.Server.Tests.Listening;

/// <summary>Requests whose target and head are sent as they are written, which no HTTP client does.</summary>
internal static class RawRequest
{
    /// <returns>The status, and the whole answer.</returns>
    public static async Task<(int Status, string Text)> SendAsync(int port, string method, string target, string headers = "", string body = "")
    {
        using var connection = await RawConnection.OpenAsync(port);
        await connection.SendAsync($"{method} {target} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nContent-Length: {body.Length}\r\n{headers}\r\n{body}");
        var text = await connection.ReadAllAsync();
        return (int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture), text);
    }
}
