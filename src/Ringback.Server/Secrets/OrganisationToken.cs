using Microsoft.IdentityModel.JsonWebTokens;
using Ringback.Core.Ids;
using Ringback.Server.Auth;
using Ringback.Server.Settings;

namespace Ringback.Server.Secrets;

/// <summary>
/// The token that a new server gives its operator: in a file of mode 0600, so that it needn't be printed where a log
/// might keep it.
/// </summary>
internal static class OrganisationToken
{
    public const string Name = "organisation.token";

    /// <summary>The token in the folder's file, made when there is none, and made anew for its organisation when it isn't valid any more.</summary>
    /// <returns>The token, its file, and whether it was made now.</returns>
    /// <exception cref="StartException">The file can't be read or written, or others may read it.</exception>
    public static (string Token, string File, bool IsNew) ReadOrMake(
        string folder, TokenIssuer issuer, TokenValidator validator, IdSource ids)
    {
        var file = Path.Combine(folder, Name);
        var made = "";
        var token = SecretFile.ReadOrMake(file, () => made = issuer.Organisation(ids.Next()));
        if (validator.Validate(token) is not null) return (token, file, token == made);
        token = issuer.Organisation(OrganisationOf(token) ?? ids.Next());
        SecretFile.Write(file, token);
        return (token, file, IsNew: true);
    }

    /// <summary>The organisation of the folder's token; null when there is no file.</summary>
    /// <exception cref="StartException">The file can't be read, or others may read it.</exception>
    public static Ksuid? Organisation(string folder)
    {
        var file = Path.Combine(folder, Name);
        return File.Exists(file) ? OrganisationOf(SecretFile.Read(file)) : null;
    }

    /// <summary>Not a check of the token: only whose it was.</summary>
    private static Ksuid? OrganisationOf(string token)
    {
        var handler = new JsonWebTokenHandler();
        return handler.CanReadToken(token) && Ksuid.TryParse(handler.ReadJsonWebToken(token).Subject, IdPrefix.Organisation, out var id)
            ? id
            : null;
    }
}
