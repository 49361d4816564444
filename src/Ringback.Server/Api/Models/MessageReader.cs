using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Models;

/// <summary>
/// Reads a posted message in one pass, without a document: every message that Ringback accepts comes through here.
/// The payload is checked to be a JSON object and otherwise left as it is.
/// </summary>
internal ref struct MessageReader
{
    private const int ShortestRetentionDays = 5;
    private const int LongestRetentionDays = 90;

    /// <value>The payload's levels, and the body around it.</value>
    private const int Deepest = JsonLimits.MaxDepth + 1;

    private static readonly TextRule EventIdRule = TextRule.Uid(IdPrefix.Message);

    private readonly ReadOnlyMemory<byte> _body;
    private Utf8JsonReader _json;
    private FieldErrors? _errors;
    private uint _seen;
    private string? _eventType;
    private string? _eventId;
    private List<string>? _channels;
    private List<string>? _tags;
    private ReadOnlyMemory<byte> _payload;
    private ReadOnlyMemory<byte>? _raw;
    private string? _contentType;
    private ApplicationIn? _application;
    private long? _deliverAt;
    private TimeSpan? _retention;

    private MessageReader(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _json = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = Deepest });
    }

    private enum Field
    {
        None,
        EventType,
        EventId,
        Payload,
        Channels,
        Tags,
        Application,
        TransformationsParams,
        DeliverAt,
        RetentionDays,
        RetentionHours,
    }

    /// <summary>The message, which keeps <paramref name="body"/> alive; or the 422 with everything that is wrong.</summary>
    public static Input<MessageIn> Read(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span)) return new(ApiError.NotJson("the body is not UTF-8"));
        var reader = new MessageReader(body);
        try
        {
            return reader.ReadWhole();
        }
        catch (JsonException e)
        {
            return new(ApiError.NotJson(JsonText.Explain(e, body.Span, Deepest)));
        }
    }

    private Input<MessageIn> ReadWhole()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            while (_json.Read())
            {
                // To the end: what follows the value may make it no JSON at all.
            }
            return new(ApiError.Invalid("must be an object", "body"));
        }
        while (_json.Read() && _json.TokenType != JsonTokenType.EndObject)
        {
            var (field, name) = Recognise();
            _json.Read();
            if (field == Field.None)
            {
                _json.Skip();
                continue;
            }
            var bit = 1u << (int)field;
            if ((_seen & bit) != 0) Add(name, "is given twice");
            _seen |= bit;
            ReadField(field, name);
        }
        // Throws when something follows the object.
        _json.Read();

        if (_eventType is null && !Has(Field.EventType)) Add("eventType", "is missing");
        if (!Has(Field.Payload) && _raw is null) Add("payload", "is missing");
        if (_errors is not null && _errors.Failed(out var error)) return new(error);
        return new(new MessageIn
        {
            EventType = _eventType!,
            EventId = _eventId,
            Channels = _channels,
            Tags = _tags,
            Payload = _raw ?? _payload,
            IsRaw = _raw is not null,
            ContentType = _contentType,
            Application = _application,
            DeliverAt = _deliverAt,
            PayloadRetention = _retention,
        }, _body);
    }

    private readonly (Field, string) Recognise()
    {
        // Half a surrogate pair is in none of our names, and comparing it throws.
        if (_json.ValueIsEscaped && !WholeText.HasOnlyWholePairs(_json.ValueSpan)) return (Field.None, "");
        if (_json.ValueTextEquals("payload"u8)) return (Field.Payload, "payload");
        if (_json.ValueTextEquals("eventType"u8)) return (Field.EventType, "eventType");
        if (_json.ValueTextEquals("eventId"u8)) return (Field.EventId, "eventId");
        if (_json.ValueTextEquals("channels"u8)) return (Field.Channels, "channels");
        if (_json.ValueTextEquals("tags"u8)) return (Field.Tags, "tags");
        if (_json.ValueTextEquals("payloadRetentionPeriod"u8)) return (Field.RetentionDays, "payloadRetentionPeriod");
        if (_json.ValueTextEquals("payloadRetentionHours"u8)) return (Field.RetentionHours, "payloadRetentionHours");
        if (_json.ValueTextEquals("deliverAt"u8)) return (Field.DeliverAt, "deliverAt");
        if (_json.ValueTextEquals("application"u8)) return (Field.Application, "application");
        if (_json.ValueTextEquals("transformationsParams"u8)) return (Field.TransformationsParams, "transformationsParams");
        return (Field.None, "");
    }

    private void ReadField(Field field, string name)
    {
        if (_json.TokenType == JsonTokenType.Null)
        {
            if (field is Field.EventType or Field.Payload) Add(name, "must not be null");
            return;
        }
        switch (field)
        {
            case Field.EventType:
                _eventType = ReadText(name, TextRule.EventType);
                break;
            case Field.EventId:
                _eventId = ReadText(name, EventIdRule);
                break;
            case Field.Channels:
                _channels = ReadTexts(name, TextRule.Channel, least: 1, MessageIn.MostChannels);
                break;
            case Field.Tags:
                _tags = ReadTexts(name, TextRule.Tag, least: 0, MessageIn.MostTags);
                break;
            case Field.Payload:
                if (ReadObject(name) is { } payload) _payload = payload;
                break;
            case Field.DeliverAt:
                if (ReadText(name, TextRule.Any) is { } time)
                {
                    if (Rfc3339.TryParse(time, out var at)) _deliverAt = at;
                    else Add(name, Rfc3339.Problem);
                }
                break;
            case Field.RetentionDays:
                if (ReadWhole(name, ShortestRetentionDays, LongestRetentionDays) is { } days) _retention ??= TimeSpan.FromDays(days);
                break;
            case Field.RetentionHours:
                // The finer of the two counts.
                if (ReadWhole(name, 1, LongestRetentionDays * 24) is { } hours) _retention = TimeSpan.FromHours(hours);
                break;
            case Field.Application:
                if (ReadObject(name) is { } application) _application = Nested(application, ApplicationIn.Read, "body", name);
                break;
            case Field.TransformationsParams:
                if (ReadObject(name) is { } parameters && Nested(parameters, RawPayload.Read, "body", name) is { Text: { } raw } given)
                {
                    _raw = Encoding.UTF8.GetBytes(raw);
                    _contentType = given.ContentType;
                }
                break;
            default:
                throw new InvalidOperationException($"{field} is not read.");
        }
    }

    private string? ReadText(string name, TextRule rule, string? index = null)
    {
        string? text = null;
        string? problem;
        if (_json.TokenType != JsonTokenType.String)
        {
            _json.Skip();
            problem = "must be text";
        }
        else if (_json.ValueIsEscaped && !WholeText.HasOnlyWholePairs(_json.ValueSpan))
        {
            problem = "holds half of a surrogate pair";
        }
        else
        {
            text = _json.GetString()!;
            problem = rule.Problem(text);
        }
        if (problem is null) return text;
        Add(name, problem, index);
        return null;
    }

    private List<string>? ReadTexts(string name, TextRule rule, int least, int most)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _json.Skip();
            Add(name, "must be a list");
            return null;
        }
        var texts = new List<string>(most);
        var count = 0;
        var tooMany = false;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (ReadText(name, rule, $"{count++}") is not { } text || texts.Contains(text)) continue;
            if (texts.Count < most) texts.Add(text);
            else tooMany = true;
        }
        if (count < least) Add(name, "must not be empty");
        if (tooMany) Add(name, $"must have at most {most} items");
        return texts;
    }

    private long? ReadWhole(string name, long least, long most)
    {
        if (_json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var number))
        {
            if (number >= least && number <= most) return number;
            Add(name, $"must be {least} to {most}");
            return null;
        }
        _json.Skip();
        Add(name, "must be a whole number");
        return null;
    }

    private ReadOnlyMemory<byte>? ReadObject(string name)
    {
        var start = (int)_json.TokenStartIndex;
        var isObject = _json.TokenType == JsonTokenType.StartObject;
        _json.Skip();
        if (isObject) return _body[start..(int)_json.BytesConsumed];
        Add(name, "must be an object");
        return null;
    }

    private T? Nested<T>(ReadOnlyMemory<byte> json, Func<JsonFields, T> read, params string[] at)
        where T : class
    {
        var input = JsonFields.Read(json, read, optional: false, at);
        if (!input.Failed(out var error)) return input.Value;
        foreach (var field in error.Fields!)
        {
            // What isn't JSON is told without its place, being told of whole bodies elsewhere.
            (_errors ??= new FieldErrors()).Add(field.Type == FieldError.NotJson ? at : field.Loc, field.Msg, field.Type);
        }
        return null;
    }

    private readonly bool Has(Field field) => (_seen & (1u << (int)field)) != 0;

    private void Add(string name, string problem, string? index = null) =>
        (_errors ??= new FieldErrors()).Add(index is null ? ["body", name] : ["body", name, index], problem);

    /// <summary>What of <c>transformationsParams</c> we know: a payload that is sent as it is, and its content type.</summary>
    private sealed record RawPayload(string? Text, string? ContentType)
    {
        private static readonly TextRule ContentTypeRule = TextRule.Printable(256);

        public static RawPayload Read(JsonFields fields) => new(
            fields.Text("rawPayload", TextRule.Any),
            fields.Object("headers") is { } headers ? headers.Text(headers.Pick("content-type", "Content-Type"), ContentTypeRule) : null);
    }
}
