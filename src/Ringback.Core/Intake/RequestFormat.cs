using System.Buffers;
using Ringback.Core.Ids;
using Ringback.Core.Messages;

namespace Ringback.Core.Intake;

/// <summary>
/// A request in bytes, for an intake that keeps it: "RQ", the version, the source, the request's details, its events. Numbers are
/// little-endian. A text or bytes are their length (4 bytes, -1 for null) and themselves, texts in UTF-8. Nothing follows the last event.
/// </summary>
internal static class RequestFormat
{
    /// <value>The largest request in bytes: a body of the largest size that a source takes, twice (as a whole and in events), and its headers.</value>
    public const int MostBytes = 64 << 20;

    public const byte Version = 1;

    private const byte First = (byte)'R';
    private const byte Second = (byte)'Q';

    // An event's id, its lengths and its times.
    private const int LeastEventBytes = Ksuid.Size + 8 * sizeof(int) + 3 * sizeof(long);
    private const int KeyBytes = 16 + sizeof(long);

    // The latest time that a DateTimeOffset can hold.
    private const long MostUnixMs = 253_402_300_799_999;

    public static ReadOnlyMemory<byte> Write(KeptRequest kept)
    {
        var (source, request) = kept;
        var buffer = new ArrayBufferWriter<byte>(SizeHint(request));
        var writer = new RequestWriter(buffer);
        writer.Byte(First);
        writer.Byte(Second);
        writer.Byte(Version);
        writer.Id(source);
        writer.Int32(request.ApplicationId);
        var details = request.Details;
        writer.Byte((byte)details.Origin);
        writer.Text(details.Method);
        writer.Text(details.Target);
        writer.Text(details.RemoteAddress);
        writer.Bytes(details.Headers);
        writer.Bytes(details.Body);
        writer.Int32(request.Events.Length);
        foreach (var received in request.Events)
            Write(writer, received);
        return buffer.WrittenMemory;
    }

    /// <param name="bytes">Not changed afterwards: bodies stay where they are.</param>
    /// <exception cref="RequestFormatException">They aren't a request.</exception>
    public static KeptRequest Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            throw new RequestFormatException($"The request has {bytes.Length} bytes; at most {MostBytes} are read.");
        var reader = new RequestReader(bytes);
        if (reader.Byte() != First || reader.Byte() != Second)
            throw new RequestFormatException("The bytes don't begin as a request does.");
        if (reader.Byte() is var version and not Version)
            throw new RequestFormatException($"The request has format {version}; this version of Ringback reads format {Version}.");
        var source = reader.Id();
        var application = reader.Int32(least: 1);
        var details = new ReceivedDetails
        {
            Origin = reader.Byte() is var origin && Enum.IsDefined((EventOrigin)origin) ? (EventOrigin)origin : throw new RequestFormatException($"There is no origin {origin}."),
            Method = reader.Text(),
            Target = reader.Text(),
            RemoteAddress = reader.NullableText(),
            Headers = reader.Bytes(),
            Body = reader.NullableBytes(),
        };
        var events = new ReceivedEvent[reader.Count(least: 1, LeastEventBytes)];
        for (var i = 0; i < events.Length; i++)
            events[i] = ReadEvent(ref reader, application);
        reader.End();
        return new KeptRequest(source, new ReceivedRequest(application, details, events));
    }

    private static void Write(RequestWriter writer, in ReceivedEvent received)
    {
        var (message, keys) = received;
        writer.Id(message.Id);
        writer.Text(message.EventType);
        writer.Text(message.EventId);
        writer.Texts(message.Channels);
        writer.Texts(message.Tags);
        writer.Int64(message.AcceptedAt);
        writer.NullableInt64(message.DeliverAt);
        writer.NullableInt64(message.ExpiresAt);
        writer.Bytes(message.Payload);
        writer.Text(message.ContentType);
        writer.Text(message.TraceParent);
        writer.Int32(keys.Length);
        foreach (var key in keys)
        {
            writer.UInt128(key.Hash);
            writer.Int64(key.Expires);
        }
    }

    private static ReceivedEvent ReadEvent(ref RequestReader reader, int application)
    {
        var message = new Message
        {
            Id = reader.Id(),
            ApplicationId = application,
            EventType = reader.Text(),
            EventId = reader.NullableText(),
            Channels = reader.NullableTexts(),
            Tags = reader.NullableTexts(),
            AcceptedAt = reader.Int64(MostUnixMs),
            DeliverAt = reader.NullableInt64(MostUnixMs),
            ExpiresAt = reader.NullableInt64(MostUnixMs),
            Payload = reader.NullableBytes(),
            ContentType = reader.NullableText(),
            TraceParent = reader.NullableText(),
        };
        var keys = new DuplicateKey[reader.Count(least: 0, KeyBytes)];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = new DuplicateKey(reader.UInt128(), reader.Int64(long.MaxValue));
        return new ReceivedEvent(message, keys);
    }

    private static int SizeHint(ReceivedRequest request) => 512 + request.Details.Headers.Length + (request.Details.Body?.Length ?? 0)
        + request.Events.Sum(static received => 512 + (received.Message.Payload?.Length ?? 0));
}
