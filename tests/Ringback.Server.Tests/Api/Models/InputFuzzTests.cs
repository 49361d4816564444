using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ringback.Core.Json;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Tests.Api.Models;

/// <summary>Bodies broken at random: whatever comes, it is an input or a 422, as the framework's own parser sees it.</summary>
public sealed class InputFuzzTests
{
    private const int Rounds = 5_000;

    private static readonly string[] Bodies =
    [
        """{"eventType":"a.b","eventId":"e-1","channels":["c:1","c:2"],"tags":["t/1"],"payload":{"a":[1,2,{"b":null}],"c":"\u00e9\ud83d\ude00"},"deliverAt":"2026-01-31T12:00:00Z"}""",
        """{"eventType":"a","payload":{},"application":{"name":"n","uid":"u","metadata":{"k":"v"}},"transformationsParams":{"rawPayload":"x","headers":{"content-type":"text/plain"}}}""",
        """{"name":"x","uid":"u","rateLimit":5,"metadata":{"a":"b"},"url":"https://example.com/a","description":"d","eventTypes":["a","b"],"channels":["c"],"headers":{"X-A":"1"},"secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","disabled":true,"deliveryOrder":"fifo"}""",
        """{"since":"2026-01-31T12:00:00Z","until":"2026-02-01T00:00:00.123456789+02:00","ids":["msg_1"],"expiry":3600,"sessionIds":["a@b"],"capabilities":["ViewBase"],"key":null,"schemas":{"1":{"type":"object"}},"featureFlags":["f"],"archived":false,"headers":{"A":null},"deleteHeaders":["B"]}""",
        """{"type":"stripe","name":"xx","uid":"u","config":{"secret":"s","toleranceSeconds":5,"also":[{"type":"basic","config":{"username":"u","password":"p"}}]},"rules":{"methods":["PUT"],"contentTypes":["a/b"],"allowedSources":["10.0.0.0/8"],"maxBodyBytes":5},"answer":{"status":200,"body":"b"},"duplicates":{"windowSeconds":5},"publicUrl":"https://e.com/a"}""",
        """{"type":"cron","name":"xx","config":{"schedule":"*/5 1-2 3,4 JAN MON","payload":"x","contentType":"a/b"},"gracePeriodSeconds":5,"enabled":false}""",
        """{"type":"generic-hmac","name":"xx","config":{"secret":"s","signatureHeader":"X","template":"{timestamp}.{body}","timestampHeader":"T","eventIdPointer":"/a/b"}}""",
    ];

    private static readonly SourceTypes Types = new(new NoKeys());

    private static readonly string[] Pieces =
        ["{", "}", "[", "]", "\"", ":", ",", "null", "true", "1e999", "-0", "\\u", "\\ud800", "\\udc00", "\\", "\u0000", "é", "\uffff", " ", "\n", "99999999999999999999", "[[[[[[[[", "{\"a\":{\"a\":", "eventType", "payload"];

    private static readonly Func<ReadOnlyMemory<byte>, ApiError?>[] Readers =
    [
        Of(MessageReader.Read),
        Of(b => JsonFields.Read(b, ApplicationIn.Read)),
        Of(b => JsonFields.Read(b, ApplicationPatch.Read)),
        Of(b => JsonFields.Read(b, EndpointIn.Read)),
        Of(b => JsonFields.Read(b, EndpointPatch.Read)),
        Of(b => JsonFields.Read(b, EndpointSecretRotateIn.Read, optional: true)),
        Of(b => JsonFields.Read(b, EndpointHeadersIn.Read)),
        Of(b => JsonFields.Read(b, EndpointHeadersPatchIn.Read)),
        Of(b => JsonFields.Read(b, EventTypeIn.Read)),
        Of(b => JsonFields.Read(b, EventTypePatch.Read)),
        Of(b => JsonFields.Read(b, EventExampleIn.Read)),
        Of(b => JsonFields.Read(b, MessagePrecheckIn.Read)),
        Of(b => JsonFields.Read(b, BulkExpungeContentsIn.Read)),
        Of(b => JsonFields.Read(b, SpanIn.Read)),
        Of(b => JsonFields.Read(b, BulkReplayIn.Read)),
        Of(b => JsonFields.Read(b, AppUsageStatsIn.Read)),
        Of(b => JsonFields.Read(b, AppPortalAccessIn.Read)),
        Of(b => JsonFields.Read(b, ApplicationTokenExpireIn.Read)),
        Of(b => JsonFields.Read(b, EnvironmentIn.Read)),
        Of(b => JsonFields.Read(b, EventTypeImportOpenApiIn.Read)),
        Of(b => JsonFields.Read(b, fields => SourceIn.Read(fields, Types))),
        Of(b => JsonFields.Read(b, SourceSecretRotateIn.Read)),
        Of(b => JsonFields.Read(b, SourcePortalAccessIn.Read)),
        Of(b => JsonFields.Read(b, TransformationPatch.Read)),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_broken_body_is_refused_and_never_fails(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < Rounds; round++)
        {
            var body = Break(Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]), random);
            var isJson = IsJson(body);
            var reader = random.Next(Readers.Length);
            var error = Readers[reader](body);

            if (error is null) isJson.ShouldBeTrue(Encoding.UTF8.GetString(body));
            else
            {
                error.Status.ShouldBe(422);
                error.Fields.ShouldNotBeNull().Count.ShouldBeInRange(1, 50);
                if (!isJson) error.Fields.ShouldContain(f => f.Type == FieldError.NotJson, Encoding.UTF8.GetString(body));
            }
        }
    }

    [Fact]
    public void Of_a_message_that_is_taken_the_payload_is_what_the_framework_reads()
    {
        var random = new Random(4);
        var taken = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var body = Break(Encoding.UTF8.GetBytes(Bodies[0]), random);
            // Half a surrogate pair is left alone where nobody looks, but the framework's document can't be searched then.
            if (MessageReader.Read(body) is var input && (input.Failed(out _) || !WholeText.HasOnlyWholePairs(body))) continue;
            taken++;
            using var document = JsonDocument.Parse(body);
            Encoding.UTF8.GetString(input.Value.Payload.Span).ShouldBe(document.RootElement.GetProperty("payload").GetRawText());
            input.Value.EventType.ShouldBe(document.RootElement.GetProperty("eventType").GetString());
        }
        taken.ShouldBeGreaterThan(100);
    }

    private static Func<ReadOnlyMemory<byte>, ApiError?> Of<T>(Func<ReadOnlyMemory<byte>, Input<T>> read) =>
        body => read(body).Failed(out var error) ? error : null;

    private static byte[] Break(byte[] body, Random random)
    {
        var bytes = new List<byte>(body);
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 12), bytes.Count - at - 1));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                    break;
                case 3:
                    var from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(1, 30), bytes.Count - from)));
                    break;
                default:
                    bytes[at] = (byte)"0aZ\",:{}[] "[random.Next(11)];
                    break;
            }
        }
        return [.. bytes];
    }

    private static bool IsJson(byte[] body)
    {
        if (!Utf8.IsValid(body)) return false;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private sealed class NoKeys : IKeyHost
    {
        public ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation) => new((KeyAnswer?)null);
    }
}
