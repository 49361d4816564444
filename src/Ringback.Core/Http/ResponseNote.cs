using System.Text;

namespace Ringback.Core.Http;

/// <summary>What is put on record behind the bytes of a body that ended badly.</summary>
internal static class ResponseNote
{
    private static readonly byte[] Broken = Encoding.ASCII.GetBytes(Bracketed(BodyEnd.Broken));
    private static readonly byte[] TooSlow = Encoding.ASCII.GetBytes(Bracketed(BodyEnd.TooSlow));
    private static readonly byte[] Malformed = Encoding.ASCII.GetBytes(Bracketed(BodyEnd.Malformed));

    /// <summary>As a sentence without its full stop; empty for a body that was read.</summary>
    public static string TextOf(BodyEnd end) => end switch
    {
        BodyEnd.Read => "",
        BodyEnd.Broken => "the connection was closed before the response's body ended",
        BodyEnd.TooSlow => "the response's body did not end within the time limit",
        BodyEnd.Malformed => "the response's body is not valid HTTP",
        _ => throw new ArgumentOutOfRangeException(nameof(end), end, null),
    };

    /// <summary>The bytes to keep: with a note in brackets on a line of its own when the body ended badly.</summary>
    /// <param name="most">Bytes in all.</param>
    public static byte[] Keep(byte[] body, BodyEnd end, int most)
    {
        var note = end switch
        {
            BodyEnd.Read => [],
            BodyEnd.Broken => Broken,
            BodyEnd.TooSlow => TooSlow,
            _ => Malformed,
        };
        if (note.Length == 0)
            return body;
        return body.Length == 0 ? note : [.. body.AsSpan(0, Math.Min(body.Length, Math.Max(0, most - note.Length - 1))), (byte)'\n', .. note];
    }

    private static string Bracketed(BodyEnd end) => $"[{TextOf(end)}]";
}
