using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>One event of a verified request.</summary>
/// <param name="Id">The provider's own, for reading. Null when it gives none.</param>
/// <param name="Type">As the provider writes it (<c>orders/create</c>); null when it gives none.</param>
/// <param name="Raw">Its bytes as they came: the whole body, or its slice of the body's view, which is the body where that is JSON in UTF-8; of a batch, the batch with this event alone.</param>
/// <param name="Identity">By which a duplicate is known.</param>
internal readonly record struct IncomingEvent(string? Id, string? Type, ReadOnlyMemory<byte> Raw, EventIdentity Identity);

/// <summary>A part of a body that is an event.</summary>
/// <param name="Raw">What is kept as the event's payload.</param>
/// <param name="Item">The bytes that identify it, without what only surrounds them.</param>
internal readonly record struct EventItem(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Item);

/// <summary>Takes a batch apart. Null for a body that isn't one, or for more events than a batch may have.</summary>
internal delegate IReadOnlyList<EventItem>? BatchSplitter(ReadOnlyMemory<byte> body, int mostItems);

/// <summary>Where a provider's events say what they are.</summary>
internal sealed record EventShape
{
    public static readonly EventShape Opaque = new();

    /// <summary>For <see cref="Undocumented"/>.</summary>
    public const string SameInRetry = "that a retry carries the same";

    /// <summary>Longer ones identify nothing that we could keep.</summary>
    private const int LongestValue = 512;

    /// <summary>More in one request no provider sends: a longer list is kept as one event.</summary>
    private const int MostItems = 5000;

    /// <summary>What a part of a body is, whatever the body was.</summary>
    private const string ItemType = "application/json";

    private readonly IReadOnlyList<EventKey>? _keys;

    /// <summary>What people call the event by.</summary>
    public ValuePlace? Id { get; init; }

    /// <summary>The id stands in a header that isn't signed: by itself it doesn't prove a duplicate.</summary>
    public bool IdIsUnsigned { get; init; }

    /// <summary>How an event is recognised when it comes again, in the order in which they are tried. Unless set: by its id.</summary>
    public IReadOnlyList<EventKey> Keys
    {
        get => _keys ?? (Id is null ? [] : [EventKey.Single(Id) with { IsSigned = !IdIsUnsigned }]);
        init => _keys = value;
    }

    /// <summary>Where the provider says that the keys identify an event. Null where there are none.</summary>
    public string? KeySource { get; init; }

    /// <summary>What the provider's documentation doesn't say about the keys, for ours: then an event that comes again may count as new. Null: nothing.</summary>
    public string? Undocumented { get; init; }

    public ValuePlace? Type { get; init; }

    /// <summary>Where the body has a list of events: then ids, types and keys are looked for in each.</summary>
    public JsonPointer? Items { get; init; }

    /// <summary>Where this stands, the body is what one event says, and is taken apart no further.</summary>
    public ValuePlace? Whole { get; init; }

    /// <summary>Of a provider whose bodies are lists within lists.</summary>
    public BatchSplitter? Batch { get; init; }

    /// <summary>
    /// The events, in the order of the body; mostly one. None when the list is empty. A body that isn't what it should
    /// be is one event all the same: its sender is proven, so it is kept as it came.
    /// </summary>
    public IReadOnlyList<IncomingEvent> Split(in IncomingRequest request)
    {
        var keys = Keys;
        var json = request.Json;
        if (Batch?.Invoke(json, MostItems) is { } batch) return Read(request, batch.Count > 1 ? OfEach(keys) : keys, batch);
        if (IsWhole(request) || Items?.ReadItems(json.Span) is not { Count: <= MostItems } items) return [Read(request, keys, request.Body.Span)];
        if (items.Count > 1) keys = OfEach(keys);
        var events = new IncomingEvent[items.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var item = json[items[i]];
            events[i] = Read(request with { Body = item, ContentType = ItemType }, keys, item.Span);
        }
        return events;
    }

    private static string? Value(ValuePlace? place, in IncomingRequest request) =>
        place is not null && place.ReadOne(request, out var value) == PlaceStatus.Found && value.Length <= LongestValue ? value : null;

    private bool IsWhole(in IncomingRequest request) => Whole is not null && Whole.ReadOne(request, out _) is PlaceStatus.Found or PlaceStatus.Repeated;

    /// <summary>A key that stands beside the body is that of all its events: what tells one from the other are its bytes.</summary>
    private static EventKey[] OfEach(IReadOnlyList<EventKey> keys) =>
        [.. keys.Select(static key => Array.Exists(key.Parts, static part => part.Place is null or { IsInBody: true }) ? key : key with { Parts = [.. key.Parts, KeyPart.ItemBytes] })];

    private IncomingEvent[] Read(in IncomingRequest request, IReadOnlyList<EventKey> keys, IReadOnlyList<EventItem> items)
    {
        var events = new IncomingEvent[items.Count];
        for (var i = 0; i < events.Length; i++) events[i] = Read(request with { Body = items[i].Raw, ContentType = ItemType }, keys, items[i].Item.Span);
        return events;
    }

    private IncomingEvent Read(in IncomingRequest request, IReadOnlyList<EventKey> keys, ReadOnlySpan<byte> item)
    {
        var id = Value(Id, request);
        return new IncomingEvent(id, Value(Type, request), request.Body, EventIdentifier.Identify(keys, request, item, Id, id));
    }
}
