using Ringback.Verification.Providers;

namespace Ringback.Core.Tests.Verify.Providers;

/// <summary>Which fields of Twilio's are held to which form, and what is said of those that have another one.</summary>
public sealed class TwilioFieldsTests
{
    private const string Sid = "CA0123456789abcdefABCDEF0123456789";
    private const string Word = "in-progress_abcdefghijklmnopqrst";
    private const string Number = "01234567890123456789012345678901";

    public static TheoryData<string, string, string[]> Forms => new()
    {
        // name, the longest value of its form, values of no such form
        { "AccountSid", Sid, [Sid + "0", "CA012g", "ca01", "Ca01", "cA01", "1A01", "A", "é"] },
        { "CallSid", Sid, [Sid + "0", "CA012g", "ca01", "Ca01", "cA01", "1A01", "A", "é"] },
        { "ConversationSid", Sid, [Sid + "0", "CA-1"] },
        { "MessageSid", Sid, [Sid + "0", "CA-1"] },
        { "MessagingServiceSid", Sid, [Sid + "0", "CA-1"] },
        { "ParentCallSid", Sid, [Sid + "0", "CA-1"] },
        { "RecordingSid", Sid, [Sid + "0", "CA-1"] },
        { "SmsMessageSid", Sid, [Sid + "0", "CA-1"] },
        { "SmsSid", Sid, [Sid + "0", "CA-1"] },
        { "CallStatus", Word, [Word + "u", "Ringing", "no answer", "done1"] },
        { "Direction", Word, [Word + "u", "Ringing"] },
        { "MessageStatus", Word, [Word + "u", "Ringing"] },
        { "RecordingStatus", Word, [Word + "u", "Ringing"] },
        { "SmsStatus", Word, [Word + "u", "Ringing"] },
        { "CallDuration", Number, [Number + "2", "-1", "1.5", "1:"] },
        { "ErrorCode", Number, [Number + "2", "-1", "1/"] },
        { "NumMedia", Number, [Number + "2", "-1"] },
        { "NumSegments", Number, [Number + "2", "-1"] },
        { "SequenceNumber", Number, [Number + "2", "-1"] },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_field_of_a_closed_form_has_it_or_is_empty(string name, string longest, string[] others)
    {
        foreach (var value in (string[])["", longest[..2], longest]) Problem((name, value)).ShouldBeNull(value);
        foreach (var value in others) Problem((name, value)).ShouldBe($"{name} has the wrong format", value);
        Problem((name, longest), ("To", "1"), (name, longest[..2])).ShouldBe($"{name} occurs more than once");
        // A border that was moved: within the name, or behind the value.
        Problem((name[..3], name[3..] + longest)).ShouldBe($"a field could be {name} as well");
        Problem((name + longest, "")).ShouldBe($"a field could be {name} as well");
        Problem((name[..3], name[3..])).ShouldBeNull();
    }

    /// <summary>A sid has a fixed length, so that whatever follows it was another field.</summary>
    [Theory]
    [InlineData("Call", "SidCA0123456789abcdefABCDEF0123456789CallStatusringing", "a field could be CallSid as well")]
    [InlineData("Call", "SidCA0123456789abcdefABCDEF012345678", "a field could be CallSid as well")]
    [InlineData("Call", "SidCA0123456789abcdefABCDEF01234567-9Call", null)]
    [InlineData("Call", "Statusringing, then an answer", null)]
    [InlineData("Num", "Media 7", null)]
    public void A_field_is_what_only_its_name_and_value_say(string name, string value, string? problem) => Problem((name, value)).ShouldBe(problem);

    [Theory]
    [InlineData("SipHeader_X-Account!*+`'~", null)]
    [InlineData("user[id]:$@/.%", null)]
    [InlineData("From 1", "the name of a field has characters that no name of Twilio's has")]
    [InlineData("From=1", "the name of a field has characters that no name of Twilio's has")]
    [InlineData("Fröm", "the name of a field has characters that no name of Twilio's has")]
    public void A_name_has_the_characters_of_a_token(string name, string? problem) => Problem((name, "1")).ShouldBe(problem);

    [Fact]
    public void A_field_may_have_several_values_but_each_once()
    {
        Problem(("Digits", "1"), ("Digits", "2")).ShouldBeNull();
        Problem(("Digits", "1"), ("Digits", "1")).ShouldBe("a field is there twice with the same value");
    }

    [Theory]
    [InlineData("?AccountSid=AC01", null)]
    [InlineData("?a=1AccountSidCA01", null)]
    [InlineData("?a=1AccountSidAC01", "the URL has a field of the form in it")]
    public void The_first_field_is_not_in_the_URL(string query, string? problem) => TwilioFields.Problem(Sources.Url + query, []).ShouldBe(problem);

    private static string? Problem(params (string Name, string Value)[] fields) => TwilioFields.Problem(Sources.Url, fields);
}
