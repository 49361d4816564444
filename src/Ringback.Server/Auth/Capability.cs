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

/// <summary>What capabilities add up to.</summary>
internal static class CapabilityRules
{
    private const Capability Looking = Capability.ViewBase | Capability.ViewEndpointSecret;

    /// <summary>Whether an operation that needs these capabilities is closed to a token that may only look.</summary>
    public static bool AllowsChanges(this Capability capabilities) => (capabilities & ~Looking) != Capability.None;
}
