using Ringback.Core.Messages;

namespace Ringback.Core.Lanes;

/// <summary>A delivery not finished yet.</summary>
/// <param name="Endpoint">The destination.</param>
/// <param name="Message">What is sent; a null payload means that it is gone, and the delivery is canceled.</param>
/// <param name="Tries">Attempts made so far.</param>
/// <param name="Manual">Asked for by a person (resend): one attempt, not more, unless it has its retries before it.</param>
/// <param name="Due">Unix milliseconds before which it isn't tried; null at once.</param>
/// <param name="Run">Of an operation: 0, or the number of a forced replay.</param>
internal sealed record WorkItem(int Endpoint, Message Message, int Tries, bool Manual, long? Due, long Run = 0);
