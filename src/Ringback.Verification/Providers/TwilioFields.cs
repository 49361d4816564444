using System.Buffers;

namespace Ringback.Verification.Providers;

/// <summary>
/// Twilio signs names and values with nothing between, so that whoever has caught a request may move the borders. Fields that Twilio
/// documents with a closed form are held to it, and no other border may make one of them: they are there as they were signed, or the
/// request is refused. Free texts (<c>Body</c>, <c>From</c>) have no form; a border within them can't be told from a moved one.
/// </summary>
/// <remarks>
/// Forms: https://www.twilio.com/docs/glossary/what-is-a-sid (two letters and 32 digits; examples in the documentation are shorter),
/// https://www.twilio.com/docs/voice/twiml#request-parameters, https://www.twilio.com/docs/messaging/guides/webhook-request and
/// https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks.
/// </remarks>
internal static class TwilioFields
{
    private const int LongestSid = 34;
    private const int LongestWord = 32;

    /// <value>What no URL of a webhook has, but a URL into which fields were moved: <c>AccountSid</c> is the first of them.</value>
    private const string FirstField = "AccountSidAC";

    /// <value>Of a token of SIP (RFC 3261, 25.1), whose headers become <c>SipHeader_…</c>, and what programs write for lists.</value>
    private static readonly SearchValues<char> InNames = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!%*+`'~[]:$@/");

    private static readonly SearchValues<char> InSids = SearchValues.Create("0123456789ABCDEFabcdef");
    private static readonly SearchValues<char> InWords = SearchValues.Create("abcdefghijklmnopqrstuvwxyz-_");

    private static readonly (string Name, Form Form)[] Pinned =
    [
        ("AccountSid", IsSid), ("CallSid", IsSid), ("ConversationSid", IsSid), ("MessageSid", IsSid), ("MessagingServiceSid", IsSid),
        ("ParentCallSid", IsSid), ("RecordingSid", IsSid), ("SmsMessageSid", IsSid), ("SmsSid", IsSid),
        ("CallStatus", IsWord), ("Direction", IsWord), ("MessageStatus", IsWord), ("RecordingStatus", IsWord), ("SmsStatus", IsWord),
        ("CallDuration", IsNumber), ("ErrorCode", IsNumber), ("NumMedia", IsNumber), ("NumSegments", IsNumber), ("SequenceNumber", IsNumber),
    ];

    private delegate bool Form(ReadOnlySpan<char> value);

    /// <returns>Why the fields may have been cut elsewhere when they were signed; null when they fit.</returns>
    public static string? Problem(string url, IReadOnlyList<(string Name, string Value)> fields)
    {
        if (url.Contains(FirstField, StringComparison.Ordinal))
            return "the URL has a field of the form in it";
        var seen = new HashSet<(string, string)>();
        foreach (var field in fields)
        {
            if (field.Name.AsSpan().ContainsAnyExcept(InNames))
                return "the name of a field has characters that no name of Twilio's has";
            // Twilio signs an equal pair once, so that anybody could add another.
            if (!seen.Add(field))
                return "a field is there twice with the same value";
            if (Problem(field) is { } problem)
                return problem;
        }

        foreach (var (name, _) in Pinned)
        {
            if (fields.Count(field => field.Name == name) > 1)
                return $"{name} occurs more than once";
        }

        return null;
    }

    private static string? Problem((string Name, string Value) field)
    {
        var text = field.Name + field.Value;
        foreach (var (name, form) in Pinned)
        {
            if (!text.StartsWith(name, StringComparison.Ordinal))
                continue;
            var value = text.AsSpan(name.Length);
            var fits = value.IsEmpty || form(value);
            if (field.Name == name)
                return fits ? null : $"{name} has the wrong format";
            if (!value.IsEmpty && (fits || (value.Length > LongestSid && IsSid(value[..LongestSid]))))
                return $"a field could be {name} as well";
        }

        return null;
    }

    private static bool IsSid(ReadOnlySpan<char> value) =>
        value.Length is >= 2 and <= LongestSid && char.IsAsciiLetterUpper(value[0]) && char.IsAsciiLetterUpper(value[1]) && !value[2..].ContainsAnyExcept(InSids);

    private static bool IsWord(ReadOnlySpan<char> value) => value.Length <= LongestWord && !value.ContainsAnyExcept(InWords);

    private static bool IsNumber(ReadOnlySpan<char> value) => value.Length <= LongestWord && !value.ContainsAnyExceptInRange('0', '9');
}
