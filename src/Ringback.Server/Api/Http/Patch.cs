namespace Ringback.Server.Api.Http;

/// <summary>A field of a PATCH: left out, or given a value, which may be null to clear it.</summary>
internal readonly record struct Patch<T>(bool Given, T Value)
{
    /// <summary>The value after the patch.</summary>
    public T Or(T current) => Given ? Value : current;
}
