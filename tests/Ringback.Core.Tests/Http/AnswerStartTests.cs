using System.Text;
using Ringback.Core.Http;

namespace Ringback.Core.Tests.Http;

public sealed class AnswerStartTests
{
    [InlineData("", false)]
    [InlineData("HTTP/1.1 200 OK", false)]
    [InlineData("HTTP/1.1 200 OK\r\n", true)]
    [InlineData("HTTP/1.0 413\n", true)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", true)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n", false)]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", false)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 x\r\nX: 1\r\n\r\nHTTP/1.1 410", false)]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 x\r\nX: 1\r\n\r\nHTTP/1.1 410 Gone\r\nY: 2\r\n", true)]
    [InlineData("HTTP/1.1 100 Continue\n\nHTTP/1.1 200 OK\n", true)]
    [InlineData("HTTP/1.1 103 x\r\nHTTP/1.1 200 OK\r\n", false)]
    [InlineData("no HTTP at all\r\n200\r\n", false)]
    [InlineData("nothing\r\n\r\nHTTP/1.1 200 OK\r\n", true)]
    [InlineData("HTTP/1.1 xyz\r\n", false)]
    [Theory]
    public void An_answer_begins_with_a_head_that_is_not_informational(string bytes, bool begun)
    {
        for (var piece = 1; piece <= bytes.Length + 1; piece++)
        {
            var start = new AnswerStart();
            foreach (var part in Encoding.ASCII.GetBytes(bytes).Chunk(piece)) start.Add(part);
            start.HasBegun.ShouldBe(begun, $"in pieces of {piece}");
        }
    }
}
