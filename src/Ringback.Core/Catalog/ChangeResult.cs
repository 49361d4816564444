using Ringback.Core.Messages;

namespace Ringback.Core.Catalog;

/// <param name="Reference">What the change, now or the first time, returned.</param>
/// <param name="Status">Whether it ran, was on record under its key, or the key belongs to another request.</param>
internal readonly record struct ChangeResult(string? Reference, KeyStatus Status);
