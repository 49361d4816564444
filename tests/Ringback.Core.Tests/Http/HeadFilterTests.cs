using System.Text;
using Ringback.Core.Http;
using Ringback.Core.Signing;
using Ringback.Testing;
using Ringback.Verification.Signing;
using Ringback.Verification.Text;

namespace Ringback.Core.Tests.Http;

/// <summary>Answers with header lines that aren't HTTP: their status is the result.</summary>
public sealed class HeadFilterTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Lines() => new()
    {
        { "X-Good: 1\r\n", "X-Good: 1\r\n" },
        { "no colon here\r\n", "no!colon!here:\n" },
        { "nocolon\r\n", "nocolon:\n" },
        { "no colon\n", "no!colo:\n" },
        { "Bad Name: 1\r\n", "Bad!Name: 1\r\n" },
        { " Content-Length: 9\r\n", " Content-Length: 9\r\n" },
        { "Content Length: 9\r\n", "Content!Length: 9\r\n" },
        { "Transfer-Encoding chunked\r\n", "Transfer-Encoding!chunked:\n" },
        { "Bad(Name): 1\r\n", "Bad!Name!: 1\r\n" },
        { "X-\0: 1\r\n", "X-!: 1\r\n" },
        { "X-Nul: a\0b\r\n", "X-Nul: a b\r\n" },
        { "X-Cr: a\rb\r\n", "X-Cr: a b\r\n" },
        { "X-Blank  : 1\r\n", "X-Blank  : 1\r\n" },
        { ": 1\r\n", "!!1:\n" },
        { "<html><body>oops</body>\r\n", "!html!!body!oops!!body!:\n" },
        { "X-Folded: a\r\n b\0c\r\n", "X-Folded: a\r\n b c\r\n" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Lines_are_changed_in_their_place(string line, string filtered)
    {
        foreach (var before in (string[])["", "HTTP/1.1 100 Continue\r\nno colon\r\n\r\n"])
        {
            var after = before.Replace("no colon\r", "no!colon:", StringComparison.Ordinal);
            Filter(before + "HTTP/1.1 200 OK\r\n" + line + "\r\nno colon: \0\r\n").ShouldBe(after + "HTTP/1.1 200 OK\r\n" + filtered + "\r\nno colon: \0\r\n");
        }

        static string Filter(string text)
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            var filter = default(HeadFilter);
            filter.Apply(bytes);
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Whatever is cut where, what is valid stays, and nothing but the head is touched.</summary>
    [Fact]
    public void Valid_heads_stay_as_they_are_in_pieces_of_any_size()
    {
        var text = "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=x\r\n\r\nHTTP/1.1 429 Too Many\r\nRetry-After : 7\r\nX-A:\r\nx-b: \tz\r\n folded\r\n\r\n\0 body\r\n:\r\n"u8.ToArray();
        for (var size = 1; size <= text.Length; size++)
        {
            var (bytes, filter) = ((byte[])text.Clone(), default(HeadFilter));
            for (var at = 0; at < bytes.Length; at += size) filter.Apply(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
            bytes.ShouldBe(text);
        }
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task The_status_is_the_result(string line, string filtered)
    {
        _ = filtered;
        await using var receiver = new RawReceiver(async (connection, stopping) =>
        {
            if (!await connection.ReadRequestAsync(stopping)) return;
            await connection.WriteAsync("HTTP/1.1 429 x\r\nX-First: 1\r\n" + line + "Retry-After: 7\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno", stopping);
        });
        CidrList.TryParse("127.0.0.0/8", out var open, out _).ShouldBeTrue();
        using var sender = new DestinationSender(new DeliveryOptions { DeliveryTimeout = TimeSpan.FromSeconds(30) }, new AddressGuard(open!), TimeProvider.System);
        var result = await sender.SendAsync(
            new SendRequest(receiver.Url, "msg_1", "{}"u8.ToArray(), "application/json", new MessageSigner([EndpointSecret.Generate()]), []), Cancellation);
        result.Failure.ShouldBe(FailureKind.None, Encoding.UTF8.GetString(result.Response));
        (result.StatusCode, result.RetryAfter).ShouldBe((429, TimeSpan.FromSeconds(7)));
        Encoding.UTF8.GetString(result.Response).ShouldBe("no");
    }
}
