using Ringback.Core.Ids;
using Ringback.Core.Messages;

namespace Ringback.Core.Intake;

/// <summary>A request as an intake keeps it until the store has it.</summary>
/// <param name="Source">The source's id. The number in the request could be another source's after a backup was restored.</param>
/// <param name="Request">Without its <see cref="ReceivedRequest.Repeat"/>, which is made when it is given to the store.</param>
internal sealed record KeptRequest(Ksuid Source, ReceivedRequest Request);
