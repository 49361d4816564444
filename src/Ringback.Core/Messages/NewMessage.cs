namespace Ringback.Core.Messages;

/// <summary>A message to be accepted, with the keys that make it unique.</summary>
/// <param name="Message">Its <see cref="Message.Seq"/> is still 0.</param>
/// <param name="Key">The request's idempotency key, if it has one.</param>
/// <param name="OnlyEndpoint">Sent to this endpoint alone, whatever its filters say (an example); null routes it.</param>
internal sealed record NewMessage(Message Message, IdempotencyKey? Key = null, int? OnlyEndpoint = null);
