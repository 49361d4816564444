using Ringback.Server.Auth;

namespace Ringback.Server.Api.Http;

/// <summary>Who may call an operation, as metadata of its route.</summary>
internal sealed record RouteAccess(Access Access, Capability Needs);
