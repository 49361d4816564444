using Ringback.Core.Access;

namespace Ringback.Server.Auth;

/// <summary>Looks a credential up in the revocations that the store keeps.</summary>
internal sealed class TokenRevocations(Revocations revocations, TimeProvider clock) : ITokenRevocations
{
    public bool IsRevoked(Credential credential)
    {
        if (revocations.IsEmpty) return false;
        var issued = credential.IssuedAt.ToUnixTimeMilliseconds();
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var subject in credential.RevocationSubjects)
        {
            if (revocations.IsRevoked(subject, issued, now)) return true;
        }
        return false;
    }

    /// <summary>Ends one token now: a logout.</summary>
    public static Revocation OfToken(Credential credential, DateTimeOffset now) => new(
        Revocation.Token(credential.TokenId), long.MaxValue, now.ToUnixTimeMilliseconds(), credential.Expires.ToUnixTimeMilliseconds());
}
