using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Templates;
using Ringback.Verification.Json;

namespace Ringback.Core.Operate;

/// <summary>A message to an application, with its templates.</summary>
internal sealed class EmitPlan : OperationPlan
{
    private readonly PointerSet _pointers;
    private readonly Template _application;
    private readonly Template _eventType;
    private readonly JsonTemplate? _payload;
    private readonly IReadOnlyList<string>? _channels;

    public EmitPlan(SourceOperation operation, EmitOperation emit)
        : base(operation)
    {
        (_application, _eventType, _channels) = (Template.Parse(emit.Application), Template.Parse(emit.EventType), emit.Channels);
        _payload = emit.Payload is { } payload ? JsonTemplate.Parse(payload) : null;
        _pointers = new PointerSet(_application.Pointers.Concat(_eventType.Pointers).Concat(_payload?.Pointers ?? []));
    }

    /// <exception cref="RenderException">The event doesn't fit.</exception>
    public Emission RenderEmission(Message message, long run)
    {
        var values = new EventValues(message, _pointers).Readable();
        var type = _eventType.Render(values, RenderLimits.EventType);
        if (type.Length == 0 || !type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            throw new RenderException("The event type that the template gives is not valid. It must have 1 to 256 letters, digits, hyphens, underscores and dots.");
        if (PathStep.Is(type))
            throw new RenderException("The event type that the template gives consists only of dots.");
        var payload = _payload?.Render(values, RenderLimits.Json("the payload", message));
        if (payload is not null && !WholeJson.Is(payload))
            throw new RenderException("The payload that the template gives for this event is not valid JSON.");
        return new Emission(
            _application.Render(values, RenderLimits.Application), type, KeyOf(message, run, '.'), payload ?? message.Payload.GetValueOrDefault(),
            payload is null ? message.ContentType : null, _channels);
    }
}

/// <param name="Application">Id or uid.</param>
/// <param name="EventId">Of message, operation and run: the second time it is known.</param>
/// <param name="ContentType">Of a payload that isn't JSON.</param>
internal sealed record Emission(
    string Application, string EventType, string EventId, ReadOnlyMemory<byte> Payload, string? ContentType, IReadOnlyList<string>? Channels);
