using CsCheck;
using Ringback.Core.Ids;
using Ringback.Core.Intake;
using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Intake;

public sealed class RequestFormatTests
{
    private static readonly Gen<string> Texts = Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 20];
    private static readonly Gen<byte[]> Blobs = Gen.Byte.Array[0, 200];
    private static readonly Gen<Ksuid> Ids = Gen.Byte.Array[Ksuid.Size].Select(static bytes => Ksuid.FromBytes(bytes));

    private static readonly Gen<ReceivedDetails> Details =
        Gen.Select(Gen.Enum<EventOrigin>(), Texts, Texts, Gen.Null(Texts), Blobs, Gen.Null(Blobs), static (origin, method, target, remote, headers, body) => new ReceivedDetails
        {
            Origin = origin,
            Method = method,
            Target = target,
            RemoteAddress = remote,
            Headers = headers,
            Body = body is null ? (ReadOnlyMemory<byte>?)null : body,
        });

    private static readonly Gen<DuplicateKey> Keys = Gen.Select(Gen.ULong, Gen.ULong, Gen.Long[0, 1L << 50], static (high, low, expires) => new DuplicateKey(new UInt128(high, low), expires));

    private static readonly Gen<ReceivedEvent> Events =
        from id in Ids
        from type in Texts
        from names in Gen.Select(Gen.Null(Texts), Gen.Null(Texts), Gen.Null(Texts))
        from lists in Gen.Select(Gen.Null(Texts.Array[0, 3]), Gen.Null(Texts.Array[0, 3]))
        from times in Gen.Select(Gen.Long[0, 1L << 47], Gen.Nullable(Gen.Long[0, 1L << 47]), Gen.Nullable(Gen.Long[0, 1L << 47]))
        from payload in Gen.Null(Blobs)
        from keys in Keys.Array[0, 4]
        select new ReceivedEvent(
            new Message
            {
                Id = id,
                ApplicationId = 7,
                EventType = type,
                EventId = names.Item1,
                ContentType = names.Item2,
                TraceParent = names.Item3,
                Channels = lists.Item1,
                Tags = lists.Item2,
                AcceptedAt = times.Item1,
                DeliverAt = times.Item2,
                ExpiresAt = times.Item3,
                Payload = payload is null ? (ReadOnlyMemory<byte>?)null : payload,
            },
            keys);

    private static readonly Gen<KeptRequest> Requests =
        Gen.Select(Ids, Details, Events.Array[1, 4], static (source, details, events) => new KeptRequest(source, new ReceivedRequest(7, details, events)));

    [Fact]
    public void What_was_written_is_read() =>
        Requests.Sample(static request => Show(RequestFormat.Read(RequestFormat.Write(request))).ShouldBe(Show(request)));

    /// <summary>Any bytes are a request or a clear error. A changed byte may be a part of a text.</summary>
    [Fact]
    public void Changed_bytes_are_read_or_refused() =>
        Gen.Select(Requests, Gen.Int, Gen.Byte, Gen.Bool).Sample((request, place, value, cuts) =>
        {
            var bytes = RequestFormat.Write(request).ToArray();
            var at = (int)((uint)place % bytes.Length);
            if (cuts) bytes = bytes[..at];
            else bytes[at] = value;
            try
            {
                RequestFormat.Read(bytes).Request.Events.ShouldNotBeEmpty();
                return !cuts;
            }
            catch (RequestFormatException refused)
            {
                return refused.Message.EndsWith('.');
            }
        });

    [Fact]
    public void Any_bytes_behind_the_head_are_refused_or_read() =>
        Gen.Byte.Array[0, 300].Sample(static tail =>
        {
            try
            {
                RequestFormat.Read(new byte[] { (byte)'R', (byte)'Q', RequestFormat.Version }.Concat(tail).ToArray());
            }
            catch (RequestFormatException)
            {
                // The only exception that there may be.
            }
        });

    [Theory]
    [InlineData("", "The bytes end too early: 1 more are needed, and 0 are left.")]
    [InlineData("7b7d", "The bytes don't begin as a request does.")]
    [InlineData("525102", "The request has format 2; this version of Ringback reads format 1.")]
    [InlineData("525101", "The bytes end too early: 20 more are needed, and 0 are left.")]
    public void The_error_says_what_is_wrong(string hex, string message) =>
        Should.Throw<RequestFormatException>(() => RequestFormat.Read(Convert.FromHexString(hex))).Message.ShouldBe(message);

    [Fact]
    public void More_bytes_than_any_request_has_are_refused() =>
        Should.Throw<RequestFormatException>(() => RequestFormat.Read(new byte[RequestFormat.MostBytes + 1])).Message.ShouldContain("at most 67108864 are read");

    [Fact]
    public void Bytes_behind_the_last_event_are_refused()
    {
        var request = new KeptRequest(Ksuid.LowestAt(1_700_000_000_000), new ReceivedRequest(7, new ReceivedDetails(), [
            new ReceivedEvent(new Message { Id = Ksuid.LowestAt(1_700_000_000_000), ApplicationId = 7, EventType = "a", AcceptedAt = 1 }, [])]));
        byte[] bytes = [.. RequestFormat.Write(request).Span, 0];
        Should.Throw<RequestFormatException>(() => RequestFormat.Read(bytes)).Message.ShouldBe("1 bytes follow the last event.");
    }

    private static string Show(KeptRequest kept)
    {
        var (source, request) = kept;
        var details = request.Details;
        return string.Join('|', [
            source, request.ApplicationId, details.Origin, details.Method, details.Target, details.RemoteAddress ?? "null", Hex(details.Headers), Hex(details.Body),
            .. request.Events.SelectMany(static received => (IEnumerable<object>)[
                received.Message.Id, received.Message.ApplicationId, received.Message.EventType, received.Message.EventId ?? "null", List(received.Message.Channels),
                List(received.Message.Tags), received.Message.AcceptedAt, received.Message.DeliverAt?.ToString() ?? "null", received.Message.ExpiresAt?.ToString() ?? "null",
                Hex(received.Message.Payload), received.Message.ContentType ?? "null", received.Message.TraceParent ?? "null", string.Join(',', received.Keys),
            ]),
        ]);
    }

    private static string Hex(ReadOnlyMemory<byte>? bytes) => bytes is { } some ? Convert.ToHexString(some.Span) : "null";

    private static string List(IReadOnlyList<string>? texts) => texts is null ? "null" : $"[{string.Join(',', texts)}]";
}
