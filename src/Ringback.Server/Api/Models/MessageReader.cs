using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ringback.Core.Json;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Verification.Json;

namespace Ringback.Server.Api.Models;

/// <summary>
/// Reads a posted message in one pass, without a document: every message that Ringback accepts comes through here.
/// The payload is checked to be a JSON object and otherwise left as it is.
/// </summary>
internal ref struct MessageReader
{
    /// <value>The payload's levels, and the body around it.</value>
    private const int Deepest = JsonLimits.MaxDepth + 1;

    private static readonly Field[] Declared = [.. MessageIn.Fields.Shape.Fields];
    private static readonly byte[][] Names = [.. Declared.Select(static field => Encoding.UTF8.GetBytes(field.Name))];
    private static readonly uint EventTypeBit = BitOf(MessageIn.Fields.EventType);
    private static readonly uint PayloadBit = BitOf(MessageIn.Fields.Payload);

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
            var at = Recognise();
            _json.Read();
            if (at < 0)
            {
                _json.Skip();
                continue;
            }
            var bit = 1u << at;
            if ((_seen & bit) != 0) Add(Declared[at].Name, RepeatedField.Problem);
            _seen |= bit;
            ReadField(Declared[at]);
        }
        // Throws when something follows the object.
        _json.Read();

        if ((_seen & EventTypeBit) == 0) Add(MessageIn.Fields.EventType.Name, "is missing");
        if ((_seen & PayloadBit) == 0 && _raw is null) Add(MessageIn.Fields.Payload.Name, "is missing");
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

    /// <returns>The place in <see cref="Declared"/>; -1 when it is none of ours.</returns>
    private readonly int Recognise()
    {
        // Half a surrogate pair is in none of our names, and comparing it throws.
        if (_json.ValueIsEscaped && !WholeText.HasOnlyWholePairs(_json.ValueSpan)) return -1;
        for (var i = 0; i < Names.Length; i++)
        {
            if (_json.ValueTextEquals(Names[i])) return i;
        }
        return -1;
    }

    private void ReadField(Field field)
    {
        var name = field.Name;
        if (_json.TokenType == JsonTokenType.Null)
        {
            if (field.Need != Need.Optional) Add(name, "must not be null");
            return;
        }
        if (field == MessageIn.Fields.EventType) _eventType = ReadText(name, TextRule.EventType);
        else if (field == MessageIn.Fields.EventId) _eventId = ReadText(name, MessageIn.Fields.EventIdRule);
        else if (field == MessageIn.Fields.Channels) _channels = ReadTexts(name, MessageIn.Fields.ChannelsRule);
        else if (field == MessageIn.Fields.Tags) _tags = ReadTexts(name, MessageIn.Fields.TagsRule);
        else if (field == MessageIn.Fields.Payload)
        {
            if (ReadObject(name) is { } payload) _payload = payload;
        }
        else if (field == MessageIn.Fields.DeliverAt)
        {
            if (ReadText(name, TextRule.Any) is not { } time) return;
            if (Rfc3339.TryParse(time, out var at)) _deliverAt = at;
            else Add(name, Rfc3339.Problem);
        }
        else if (field == MessageIn.Fields.RetentionDays)
        {
            if (ReadWhole(name, MessageIn.Fields.DaysRule) is { } days) _retention ??= TimeSpan.FromDays(days);
        }
        else if (field == MessageIn.Fields.RetentionHours)
        {
            // The finer of the two counts.
            if (ReadWhole(name, MessageIn.Fields.HoursRule) is { } hours) _retention = TimeSpan.FromHours(hours);
        }
        else if (field == MessageIn.Fields.Application)
        {
            if (ReadObject(name) is { } application) _application = Nested(application, ApplicationIn.Read, "body", name);
        }
        else if (field == MessageIn.Fields.TransformationsParams)
        {
            if (ReadObject(name) is not { } parameters || Nested(parameters, RawPayloadIn.Read, "body", name) is not { Body: { } raw } given) return;
            _raw = Encoding.UTF8.GetBytes(raw);
            _contentType = given.Headers?.ContentType;
        }
        else throw new InvalidOperationException($"{name} is not read.");
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

    private List<string>? ReadTexts(string name, TextsRule rule)
    {
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            _json.Skip();
            Add(name, "must be a list");
            return null;
        }
        var texts = new List<string>(rule.Most);
        var count = 0;
        var tooMany = false;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (ReadText(name, rule.Item, $"{count++}") is not { } text || texts.Contains(text)) continue;
            if (texts.Count < rule.Most) texts.Add(text);
            else tooMany = true;
        }
        if (count < rule.Least) Add(name, "must not be empty");
        if (tooMany) Add(name, $"must have at most {rule.Most} items");
        return texts;
    }

    private long? ReadWhole(string name, WholeRule rule)
    {
        var problem = WholeNumber.Problem;
        if (_json.TokenType == JsonTokenType.Number)
        {
            problem = WholeNumber.Read(Encoding.ASCII.GetString(_json.ValueSpan), rule.Least, rule.Most, out var number);
            if (problem is null) return number;
        }
        _json.Skip();
        Add(name, problem);
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

    private static uint BitOf(Field field) => 1u << Array.IndexOf(Declared, field);

    private void Add(string name, string problem, string? index = null) =>
        (_errors ??= new FieldErrors()).Add(index is null ? ["body", name] : ["body", name, index], problem);
}
