using Ringback.Core.Catalog;

namespace Ringback.Core.Record;

/// <summary>What recording an outcome writes, in the batch under way; it reads nothing. As <see cref="Accept.IAcceptRows"/>.</summary>
internal interface IOutcomeRows
{
    /// <summary>
    /// Records a direct delivery that succeeded at its first attempt as one row, for the delivery and for the attempt.
    /// </summary>
    /// <returns>The attempt's place, which is at its message; null when the delivery isn't direct: nothing was written.</returns>
    long? TryEndAtFirst(long seq, int endpoint, in Attempt attempt);

    /// <summary>Adds an attempt.</summary>
    /// <returns>Its place in the order of attempts.</returns>
    long AddAttempt(long seq, int endpoint, in Attempt attempt);

    /// <summary>A delivery is to be tried again.</summary>
    /// <param name="due">Unix milliseconds.</param>
    /// <param name="tries">Attempts made.</param>
    void TryAgain(long seq, int endpoint, long due, int tries);

    /// <summary>A delivery has ended. Where it had ended before (a resend, a replay), this outcome takes the place of that one.</summary>
    /// <param name="overSuccess">Whether it takes the place of a success, too.</param>
    void End(long seq, int endpoint, DeliveryState state, bool overSuccess);

    /// <summary>Keeps since when an endpoint has only failed (Unix milliseconds); null: it works.</summary>
    void KeepFailing(int endpoint, long? since);

    /// <summary>Puts a changed endpoint into the catalog.</summary>
    void PutEndpoint(Endpoint endpoint);
}
