namespace Ringback.Client;

/// <summary>What is remembered of a handler's effect.</summary>
/// <param name="Source">The sender's name in this application; ids are unique within it.</param>
/// <param name="Handler">The handler's name: two handlers of one event each run once.</param>
/// <param name="EventKeys">What tells the event from others, mostly one: it was handled when any of them is there.</param>
public sealed record InboxMarker(string Source, string Handler, IReadOnlyList<string> EventKeys);
