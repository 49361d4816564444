using Ringback.Core.Ids;

namespace Ringback.Core.Access;

/// <summary>Tokens ended before their time.</summary>
/// <param name="Subject">What they have in common, made by one of the functions here.</param>
/// <param name="IssuedBefore">Only tokens issued before that (Unix milliseconds).</param>
/// <param name="From">When they end (Unix milliseconds).</param>
/// <param name="Until">When the last of them would have expired by itself, and this can be forgotten (Unix milliseconds).</param>
internal readonly record struct Revocation(string Subject, long IssuedBefore, long From, long Until)
{
    public static string Token(string tokenId) => "t:" + tokenId;

    public static string Application(Ksuid application) => "a:" + application;

    public static string Session(Ksuid application, string session) => $"s:{application}:{session}";

    /// <summary>Whether this one says all that another of the same subject says from now on.</summary>
    /// <param name="now">Unix milliseconds.</param>
    public bool Covers(Revocation other, long now) =>
        IssuedBefore >= other.IssuedBefore && Math.Max(From, now) <= Math.Max(other.From, now) && Until >= other.Until;
}
