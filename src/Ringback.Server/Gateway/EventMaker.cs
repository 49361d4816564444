using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Ringback.Core.Crypto;
using Ringback.Core.Messages;
using Ringback.Server.Node;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>Makes the messages of a verified request, with what tells their duplicates.</summary>
internal static class EventMaker
{
    private const int TraceParentLength = 55;

    /// <returns>Null when the request holds no event: an empty list.</returns>
    public static ReceivedRequest? Make(Visit visit, in IncomingRequest incoming, RingbackNode node)
    {
        var shape = visit.Prepared.Profile.Events;
        var asked = Asked(visit, incoming);
        var events = shape.Split(asked);
        if (events.Count == 0) return null;
        var received = new ReceivedEvent[events.Count];
        for (var i = 0; i < received.Length; i++) received[i] = Make(visit, events[i], asked, node);
        return new ReceivedRequest(visit.Application, Details(visit, received.Length == 1 && received[0].Message.Payload.Equals(visit.Body)), received);
    }

    private static ReceivedEvent Make(Visit visit, in IncomingEvent incoming, in IncomingRequest asked, RingbackNode node)
    {
        var at = visit.Now.ToUnixTimeMilliseconds();
        var message = new Message
        {
            Id = node.Ids.Next(),
            ApplicationId = visit.Application,
            EventType = EventTypeName.Normalize(incoming.Type, visit.Gate.DefaultType),
            EventId = ReceivedEventId.UsableOrNull(incoming.Id),
            AcceptedAt = at,
            Payload = incoming.Raw,
            ContentType = RawTypeOf(asked, incoming.Raw),
            Known = incoming.Raw.Equals(asked.Body) ? asked.View : null,
            TraceParent = TraceParentOf(visit.Http.Request),
        };
        var keys = Keys(visit, incoming, at);
        if (visit.Gate.Window > 0 && visit.Gate.Source.Duplicates.NaturalKey?.KeyOf(message, at + visit.Gate.Window) is { } natural) keys = [.. keys, natural];
        return new ReceivedEvent(message, keys);
    }

    private static DuplicateKey[] Keys(Visit visit, in IncomingEvent incoming, long at)
    {
        if (visit.Gate.Window == 0) return [];
        var expires = at + visit.Gate.Window;
        var identity = incoming.Identity;
        // What the provider signed as another event is another event, whatever its body.
        var body = visit.Gate.Source.Duplicates.AlsoBody && (identity.IsNone || !identity.IsSigned) ? BodyKey(visit, incoming, expires) : null;
        if (identity.IsNone) return body is { } only ? [only] : [];
        var id = identity.Text is { } text
            ? DuplicateKey.Create(visit.Application, DuplicateKeyKind.EventId, text, expires)
            : DuplicateKey.Create(visit.Application, DuplicateKeyKind.EventId, identity.Tuple, expires);
        return body is { } bytes ? [id, bytes] : [id];
    }

    /// <summary>
    /// Of the event's bytes. Without a body the content stands in the method and the query, as it came and not as it is shown; where there
    /// is no query either, nothing tells one event from another. Beside a body the query counts for nothing: few providers sign it, so
    /// that whoever caught a request could send it again with another.
    /// </summary>
    private static DuplicateKey? BodyKey(Visit visit, in IncomingEvent incoming, long expires) =>
        !visit.Body.IsEmpty ? DuplicateKey.Create(visit.Application, DuplicateKeyKind.Body, incoming.Raw.Span, expires)
        : !visit.Prepared.Traits.SignsBodyOnly && visit.Http.Request.QueryString.Value is { Length: > 1 } query ? DuplicateKey.Create(visit.Application, DuplicateKeyKind.Body, $"{visit.Method} {query}", expires)
        : null;

    /// <summary>
    /// What a request without a body says stands in its query, whatever its method: that is the event, as the form that it is. A query that
    /// nobody signed says nothing.
    /// </summary>
    private static IncomingRequest Asked(Visit visit, in IncomingRequest incoming)
    {
        if (!incoming.Body.IsEmpty || visit.Prepared.Traits.SignsBodyOnly) return incoming;
        var query = SecretNames.MaskQuery(visit.Http.Request.QueryString.Value ?? "", visit.Prepared.SecretNames);
        return query.Length < 2 ? incoming : incoming with { Body = Encoding.UTF8.GetBytes(query[1..]), ContentType = BodyType.Form };
    }

    /// <param name="isWhole">The one event is the whole body, which then needs no keeping beside it.</param>
    private static ReceivedDetails Details(Visit visit, bool isWhole) => new()
    {
        Method = visit.Method,
        Target = visit.Target,
        RemoteAddress = visit.Caller?.ToString(),
        Headers = HeaderLines.Write(visit.Http.Request.Headers, visit.Path.Token, visit.Prepared.SecretNames),
        Body = isWhole ? (ReadOnlyMemory<byte>?)null : visit.Body,
    };

    /// <summary>Null for JSON, which is shown and searched as such; anything else is kept, and sent on, as it was declared.</summary>
    private static string? RawTypeOf(in IncomingRequest request, ReadOnlyMemory<byte> payload)
    {
        // A part of a list has been read as JSON already, but for its UTF-8.
        if (!payload.Equals(request.Body)) return System.Text.Unicode.Utf8.IsValid(payload.Span) ? null : KeptContentType.Unknown;
        var declared = request.DeclaredType;
        if (IsJsonType(declared) && request.IsWholeJson) return null;
        return KeptContentType.Normalize(declared);
    }

    private static bool IsJsonType(string? declared)
    {
        if (string.IsNullOrEmpty(declared) || declared == "application/json") return true;
        var type = declared.AsSpan();
        if (type.IndexOf(';') is var end and >= 0) type = type[..end];
        type = type.Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.Equals("text/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static string? TraceParentOf(HttpRequest request) =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.Id
        : request.Headers.TraceParent is [{ Length: TraceParentLength } text] && ActivityContext.TryParse(text, null, out _) ? text
        : null;
}
