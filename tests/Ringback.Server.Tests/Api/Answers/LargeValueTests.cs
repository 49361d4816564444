using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Ringback.Core.Ids;
using Ringback.Server.Api.Answers;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Testing;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Large values are written while they are sent: they read as if written at once, and take no memory beside what is stored.</summary>
public sealed class LargeValueTests
{
    private static readonly AnswerBudget Budget = new(1 << 30, new ManualTime());

    /// <summary>Lengths around where a value becomes large, and where parts of it end in the middle of a character or of three bytes.</summary>
    public static TheoryData<int> Lengths => [0, 1, LargeValue.Least - 1, LargeValue.Least, LargeValue.Least + 1, 3 * LargeValue.Least + 2, 1_000_003];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Values_read_as_they_were_stored(int length)
    {
        var text = string.Concat(Enumerable.Repeat("é\"\\\n\u0001€", length / 11 + 1));
        var bytes = Encoding.UTF8.GetBytes(text);
        var answer = JsonNode.Parse(Encoding.UTF8.GetString((await SendAsync(bytes)).ToArray()))!;

        ((string)answer[0]!["payload"]!["rawPayload"]!).ShouldBe(text);
        Convert.FromBase64String((string)answer[1]!).ShouldBe(bytes);
        ((string)answer[2]![0]!).ShouldBe(text);
        answer[3]!.GetValue<int>().ShouldBe(7);
    }

    [Fact]
    public async Task They_take_no_memory_that_grows_with_their_length()
    {
        var bytes = Encoding.UTF8.GetBytes(new string('\u0001', 25 << 20));
        await SendAsync(bytes.AsMemory(0, 1 << 20), Stream.Null);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sending = SendAsync(bytes, Stream.Null);
        sending.IsCompletedSuccessfully.ShouldBeTrue();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 << 20);
    }

    private static async Task<MemoryStream> SendAsync(byte[] bytes)
    {
        var output = new MemoryStream();
        await SendAsync(bytes, output);
        return output;
    }

    /// <summary>A list of the value as text, as base64, as JSON, and of a small one.</summary>
    private static async Task SendAsync(ReadOnlyMemory<byte> bytes, Stream output)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(output));
        var json = output == Stream.Null ? bytes : JsonSerializer.SerializeToUtf8Bytes(new[] { Encoding.UTF8.GetString(bytes.Span) });
        using var lease = Budget.Begin(new AnswerHolder(default(Ksuid), null));
        await JsonOutput.WriteAsync(http.Response, (bytes, json), static (json, value) =>
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WritePropertyName("payload"u8);
            new RawJson(value.bytes, IsText: true).WriteTo(json);
            json.WriteEndObject();
            LargeValue.Write(json, value.bytes, LargeKind.Base64);
            new RawJson(value.json).WriteTo(json);
            json.WriteNumberValue(7);
            json.WriteEndArray();
        }, lease);
    }
}
