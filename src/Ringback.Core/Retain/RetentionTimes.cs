namespace Ringback.Core.Retain;

/// <summary>The rule of what is past its time, in Unix milliseconds. What expires by itself (keys, payloads) says so in its row.</summary>
/// <param name="History">Messages accepted before then go, with all that refers to them; refused requests and expectations that ended, too.</param>
/// <param name="Statistics">Counts of hours that began before then go.</param>
/// <param name="Jobs">Jobs that ended before then go.</param>
internal readonly record struct RetentionTimes(long History, long Statistics, long Jobs)
{
    private const long Day = 86_400_000;

    /// <param name="keep">How long history is kept.</param>
    public static RetentionTimes At(long now, TimeSpan keep) => new(now - (long)keep.TotalMilliseconds, now - 40 * Day, now - 30 * Day);

    /// <summary>Whether an expectation goes: one that ended long ago, and any of a source that is gone.</summary>
    /// <param name="ended">Unix milliseconds; null: it hasn't ended.</param>
    public bool Drops(long? ended, bool sourceIsGone) => sourceIsGone || ended < History;
}
