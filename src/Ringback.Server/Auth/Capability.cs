namespace Ringback.Server.Auth;

/// <summary>What the bearer of an application token may do; the names are those of the API's <c>AppPortalCapability</c>.</summary>
[Flags]
internal enum Capability
{
    None = 0,
    ViewBase = 1,
    ViewEndpointSecret = 2,
    ManageEndpointSecret = 4,
    ManageTransformations = 8,
    CreateAttempts = 16,
    ManageEndpoint = 32,
    All = ViewBase | ViewEndpointSecret | ManageEndpointSecret | ManageTransformations | CreateAttempts | ManageEndpoint,
}
