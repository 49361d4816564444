namespace Ringback.Server.Auth;

/// <summary>Tokens that were ended before their time. Asked on every request, so it answers from memory.</summary>
internal interface ITokenRevocations
{
    /// <summary>Whether the token, its session, or every token of its application issued until some time was revoked.</summary>
    bool IsRevoked(Credential credential);
}
