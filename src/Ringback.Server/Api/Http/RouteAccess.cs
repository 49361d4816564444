using Ringback.Server.Api.Answers;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.Http;

/// <summary>Who may call an operation, as metadata of its route.</summary>
/// <param name="Access">Whose token.</param>
/// <param name="Needs">What the token must allow.</param>
/// <param name="Size">For how much room it waits, as it only reads; null: it writes, and is answered whether there is room or not.</param>
internal sealed record RouteAccess(Access Access, Capability Needs, AnswerSize? Size)
{
    public bool Reads => Size is not null;
}
