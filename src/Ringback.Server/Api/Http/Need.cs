namespace Ringback.Server.Api.Http;

/// <summary>Whether a field may be left out or null.</summary>
internal enum Need
{
    /// <summary>Left out or null, which mean the same.</summary>
    Optional,

    /// <summary>Left out, but not null.</summary>
    NotNull,

    /// <summary>Neither.</summary>
    Required,
}
