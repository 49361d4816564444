using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>Why a request was refused, in one word: in metrics, and in the ring.</summary>
internal static class RefusedReason
{
    public const string UnknownToken = "unknown_token";
    public const string Method = "method";
    public const string Address = "address";
    public const string ContentType = "content_type";
    public const string Encoding = "content_encoding";
    public const string TooLarge = "too_large";
    public const string TooSlow = "too_slow";
    public const string Broken = "broken";
    public const string NoRoom = "no_room";
    public const string RateLimit = "rate_limit";
    public const string UnverifiedLimit = "unverified_limit";
    public const string AddressLimit = "address_limit";
    public const string Backlog = "backlog_full";
    public const string Configuration = "configuration";

    public static string FromRefusal(Refusal refusal) => refusal switch
    {
        Refusal.Missing => "missing",
        Refusal.Repeated => "repeated",
        Refusal.Malformed => "malformed",
        Refusal.TooOld => "too_old",
        Refusal.TooNew => "too_new",
        Refusal.Address => Address,
        Refusal.Certificate => "certificate",
        Refusal.Unavailable => "unavailable",
        Refusal.NotReceiving => "not_receiving",
        _ => "no_match",
    };
}
