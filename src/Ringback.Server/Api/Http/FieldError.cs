namespace Ringback.Server.Api.Http;

/// <summary>One thing wrong in a request.</summary>
/// <param name="Loc">Where, from the outside in: <c>body</c>, <c>channels</c>, <c>0</c>. Always text: strict SDKs read nothing else.</param>
/// <param name="Msg">What is wrong, for people.</param>
/// <param name="Type">What is wrong, for programs.</param>
internal sealed record FieldError(IReadOnlyList<string> Loc, string Msg, string Type = FieldError.Value)
{
    public const string Value = "value_error";
    public const string NotJson = "value_error.jsondecode";
}
