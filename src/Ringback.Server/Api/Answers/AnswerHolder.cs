using Ringback.Core.Ids;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Answers;

/// <summary>On whose account an answer is.</summary>
/// <param name="Organisation">Every organisation has a share.</param>
/// <param name="Application">Of a customer's token: within the organisation's share it has one of its own. Null: the organisation itself.</param>
internal readonly record struct AnswerHolder(Ksuid Organisation, Ksuid? Application)
{
    /// <param name="credential">Null: nobody in particular.</param>
    public static AnswerHolder FromCredential(Credential? credential) => credential is null ? default : new(credential.Organisation, credential.Application);
}
