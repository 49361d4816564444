using Ringback.Server.Auth;

namespace Ringback.Server.Api.Http;

/// <summary>Who may call an operation, as metadata of its route.</summary>
/// <param name="Access">Whose token.</param>
/// <param name="Needs">What the token must allow.</param>
/// <param name="Reads">Whether it only reads, and waits for room for its answer.</param>
internal sealed record RouteAccess(Access Access, Capability Needs, bool Reads);
