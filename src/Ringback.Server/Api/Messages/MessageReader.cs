using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ringback.Core.Ids;
using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Messages;

/// <summary>
/// Reads a <see cref="MessageIn"/> in one pass over the body, without a document: the payload stays where it is. Measured for
/// 512 bytes: 0.9 µs and the texts it keeps; a JsonDocument alone takes 1.9 µs. The rules are those of JsonFields, but for a
/// name given twice inside the payload, which is its reader's to judge.
/// </summary>
internal ref struct MessageReader
{
    private const long Hour = 3_600_000;

    private static readonly TextRule EventId = TextRule.Uid(IdPrefix.Message);

    private readonly ReadOnlyMemory<byte> _body;
    private Utf8JsonReader _json;
    private FieldErrors? _errors;
    private ApiError? _refusal;
    private long? _days;
    private long? _hours;
    private bool _hasPayload;

    private MessageReader(ReadOnlyMemory<byte> body)
    {
        _body = body;
        _json = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 64 });
    }

    /// <summary>Reads the body of a POST.</summary>
    /// <returns>The answer that refuses it, or null.</returns>
    public static ApiError? Read(ReadOnlyMemory<byte> body, out MessageIn message)
    {
        message = default;
        if (!Utf8.IsValid(body.Span)) return ApiError.NotJson("the body is not UTF-8");
        if (!JsonText.HasOnlyWholeCharacters(body.Span)) return ApiError.NotJson("a text holds half of a surrogate pair");
        try
        {
            var reader = new MessageReader(body);
            return reader.ReadObject(ref message);
        }
        catch (JsonException e)
        {
            return ApiError.NotJson(JsonText.Explain(e));
        }
    }

    private ApiError? ReadObject(ref MessageIn message)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            _json.Read();
            return ApiError.Invalid("must be an object", "body");
        }
        ReadOnlyMemory<byte> parameters = default;
        var seen = 0;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref _json);
            _json.Read();
            if (field == Field.Other)
            {
                _json.Skip();
                continue;
            }
            if ((seen & (1 << (int)field)) != 0) return ApiError.NotJson($"the field {NameOf(field)} is given twice");
            seen |= 1 << (int)field;
            ReadField(field, ref message, ref parameters);
        }
        _json.Read();

        if (message.EventType is null && !IsNoted(seen, Field.EventType)) Add(Field.EventType, "is missing");
        if (!_hasPayload && !IsNoted(seen, Field.Payload)) Add(Field.Payload, "is missing");
        if (_hours is not null || _days is not null) message.Retention = Hour * (_hours ?? 24 * _days!.Value);
        if (!parameters.IsEmpty) ReadParameters(parameters, ref message);
        if (_refusal is not null) return _refusal;
        return _errors is not null && _errors.Failed(out var invalid) ? invalid : null;
    }

    private void ReadField(Field field, ref MessageIn message, ref ReadOnlyMemory<byte> parameters)
    {
        if (_json.TokenType == JsonTokenType.Null && field is not (Field.EventType or Field.Payload)) return;
        switch (field)
        {
            case Field.EventType:
                message.EventType = Text(field, TextRule.EventType)!;
                break;
            case Field.EventId:
                message.EventId = Text(field, EventId);
                break;
            case Field.Payload:
                message.Payload = Object(field);
                _hasPayload = true;
                break;
            case Field.Channels:
                message.Channels = Texts(field, TextRule.Channel, 1, 5);
                break;
            case Field.Tags:
                message.Tags = Texts(field, TextRule.Tag, 0, 5);
                break;
            case Field.DeliverAt:
                if (Text(field, TextRule.Any) is not { } text) break;
                if (Rfc3339.TryParse(text, out var time)) message.DeliverAt = time;
                else Add(field, Rfc3339.Problem);
                break;
            case Field.RetentionDays:
                _days = Whole(field, 5, 90);
                break;
            case Field.RetentionHours:
                _hours = Whole(field, 1, 90 * 24);
                break;
            case Field.Application:
                message.Application = Object(field);
                break;
            case Field.Transformation:
                parameters = Object(field);
                break;
        }
    }

    private void ReadParameters(ReadOnlyMemory<byte> json, ref MessageIn message)
    {
        var parameters = RawPayload.Read(json);
        if (parameters.Failed(out _refusal) || parameters.Value.Text is not { } raw) return;
        message.Payload = Encoding.UTF8.GetBytes(raw);
        message.ContentType = parameters.Value.ContentType;
    }

    private string? Text(Field field, TextRule rule)
    {
        if (_json.TokenType != JsonTokenType.String)
        {
            Refuse(field, _json.TokenType == JsonTokenType.Null ? "must not be null" : "must be text");
            return null;
        }
        var text = _json.GetString()!;
        if (rule.Problem(text) is not { } problem) return text;
        Add(field, problem);
        return null;
    }

    private string[]? Texts(Field field, TextRule rule, int least, int most)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            Refuse(field, "must be a list");
            return null;
        }
        var texts = new List<string>(2);
        var index = 0;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            var text = _json.TokenType == JsonTokenType.String ? _json.GetString() : null;
            if (text is null) _json.Skip();
            if ((text is null ? "must be text" : rule.Problem(text)) is { } problem)
                Errors.Add(["body", NameOf(field), $"{index}"], problem);
            else if (texts.Count <= most && !texts.Contains(text!)) texts.Add(text!);
            index++;
        }
        if (index < least) Add(field, "must not be empty");
        else if (texts.Count > most) Add(field, $"must have at most {most} items");
        return texts.Count == 0 ? null : [.. texts];
    }

    private long? Whole(Field field, long least, long most)
    {
        if (_json.TokenType != JsonTokenType.Number || !_json.TryGetInt64(out var number))
        {
            Refuse(field, "must be a whole number");
            return null;
        }
        if (number >= least && number <= most) return number;
        Add(field, $"must be {least} to {most}");
        return null;
    }

    private ReadOnlyMemory<byte> Object(Field field)
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            Refuse(field, _json.TokenType == JsonTokenType.Null ? "must not be null" : "must be an object");
            return default;
        }
        var start = (int)_json.TokenStartIndex;
        _json.Skip();
        return _body[start..(int)_json.BytesConsumed];
    }

    private void Refuse(Field field, string problem)
    {
        _json.Skip();
        Add(field, problem);
    }

    private FieldErrors Errors => _errors ??= new FieldErrors();

    private void Add(Field field, string problem) => Errors.Add(["body", NameOf(field)], problem);

    private static bool IsNoted(int seen, Field field) => (seen & (1 << (int)field)) != 0;

    private static Field FieldOf(ref Utf8JsonReader json)
    {
        ReadOnlySpan<byte> name = json.ValueIsEscaped ? Encoding.UTF8.GetBytes(json.GetString()!) : json.ValueSpan;
        if (name.SequenceEqual("eventType"u8)) return Field.EventType;
        if (name.SequenceEqual("payload"u8)) return Field.Payload;
        if (name.SequenceEqual("eventId"u8)) return Field.EventId;
        if (name.SequenceEqual("channels"u8)) return Field.Channels;
        if (name.SequenceEqual("tags"u8)) return Field.Tags;
        if (name.SequenceEqual("deliverAt"u8)) return Field.DeliverAt;
        if (name.SequenceEqual("payloadRetentionPeriod"u8)) return Field.RetentionDays;
        if (name.SequenceEqual("payloadRetentionHours"u8)) return Field.RetentionHours;
        if (name.SequenceEqual("application"u8)) return Field.Application;
        return name.SequenceEqual("transformationsParams"u8) ? Field.Transformation : Field.Other;
    }

    private static string NameOf(Field field) => field switch
    {
        Field.EventType => "eventType",
        Field.EventId => "eventId",
        Field.Payload => "payload",
        Field.Channels => "channels",
        Field.Tags => "tags",
        Field.DeliverAt => "deliverAt",
        Field.RetentionDays => "payloadRetentionPeriod",
        Field.RetentionHours => "payloadRetentionHours",
        Field.Application => "application",
        _ => "transformationsParams",
    };

    private enum Field
    {
        EventType,
        EventId,
        Payload,
        Channels,
        Tags,
        DeliverAt,
        RetentionDays,
        RetentionHours,
        Application,
        Transformation,
        Other,
    }
}
