namespace Ringback.Client;

/// <summary>What runs for an event.</summary>
/// <param name="EventType">Null: for those that no other handler is for.</param>
/// <param name="Name">Unique within the route; what its effect is remembered under.</param>
internal sealed record WebhookHandler(string? EventType, string Name, Func<WebhookContext, CancellationToken, Task> Run);
