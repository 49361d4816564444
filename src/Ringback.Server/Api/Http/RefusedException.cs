namespace Ringback.Server.Api.Http;

/// <summary>Thrown inside a change of the catalog, which is then taken back, to have this answered.</summary>
internal sealed class RefusedException(ApiError error) : Exception(error.Detail)
{
    public ApiError Error { get; } = error;
}
