using Ringback.Core.Json;

namespace Ringback.Core.Receive.Verify;

/// <summary>One event of a verified request.</summary>
/// <param name="Id">The provider's own, by which a duplicate is known. Null when it gives none.</param>
/// <param name="Type">As the provider writes it (<c>orders/create</c>); null when it gives none.</param>
/// <param name="Raw">Its bytes as they came: the whole body, or its slice of it.</param>
internal readonly record struct IncomingEvent(string? Id, string? Type, ReadOnlyMemory<byte> Raw);

/// <summary>Where a provider's events say what they are.</summary>
internal sealed record EventShape
{
    public static readonly EventShape Opaque = new();

    /// <summary>Longer ones identify nothing that we could keep.</summary>
    private const int LongestValue = 512;

    /// <summary>More in one request no provider sends: a longer list is kept as one event.</summary>
    private const int MostItems = 5000;

    /// <summary>What is the same whenever the provider sends the event again.</summary>
    public ValuePlace? Id { get; init; }

    /// <summary>The id stands in a header that isn't signed: by itself it doesn't prove a duplicate.</summary>
    public bool IdIsUnsigned { get; init; }

    public ValuePlace? Type { get; init; }

    /// <summary>Where the body has a list of events: then <see cref="Id"/> and <see cref="Type"/> are looked for in each.</summary>
    public JsonPointer? Items { get; init; }

    /// <summary>
    /// The events, in the order of the body; mostly one. None when the list is empty. A body that isn't what it should
    /// be is one event all the same: its sender is proven, so it is kept as it came.
    /// </summary>
    public IReadOnlyList<IncomingEvent> Split(in IncomingRequest request)
    {
        if (Items?.ReadItems(request.Body.Span) is not { Count: <= MostItems } items) return [Read(request)];
        var events = new IncomingEvent[items.Count];
        for (var i = 0; i < events.Length; i++) events[i] = Read(request with { Body = request.Body[items[i]] });
        return events;
    }

    private static string? Value(ValuePlace? place, in IncomingRequest request) =>
        place is not null && place.ReadOne(request, out var value) == PlaceStatus.Found && value.Length <= LongestValue ? value : null;

    private IncomingEvent Read(in IncomingRequest request) => new(Value(Id, request), Value(Type, request), request.Body);
}
