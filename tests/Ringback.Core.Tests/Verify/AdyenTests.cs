using System.Text.Json.Nodes;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

public sealed class AdyenTests
{
    private const string Right = "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0=";
    private readonly SourceProfile _source = Sources.Build("adyen", $$"""{"secret":"{{ProviderCases.AdyenKey}}"}""");

    [Fact]
    public void One_forged_item_spoils_all()
    {
        _source.Check(Sources.Post(ProviderCases.AdyenItems(Right, Right))).IsAccepted.ShouldBeTrue();
        _source.Check(Sources.Post(ProviderCases.AdyenItems(Right, "AAAA", Right))).Refusal.ShouldBe(Refusal.NoMatch);
        _source.Check(Sources.Post(ProviderCases.AdyenItems(Right, ""))).Refusal.ShouldBe(Refusal.Missing);
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void So_many_items_are_taken_at_most(int count, bool isTaken) =>
        _source.Check(Sources.Post(ProviderCases.AdyenItems([.. Enumerable.Repeat(Right, count)]))).Refusal.ShouldBe(isTaken ? Refusal.None : Refusal.Malformed);

    [Theory]
    [InlineData("pspReference", "\"8888888888888888\"")]
    [InlineData("originalReference", "\"1\"")]
    [InlineData("merchantAccountCode", "\"Other\"")]
    [InlineData("merchantReference", "\"Other\"")]
    [InlineData("eventCode", "\"REFUND\"")]
    [InlineData("success", "\"false\"")]
    [InlineData("amount", """{"value":113000,"currency":"EUR"}""")]
    [InlineData("amount", """{"value":1130,"currency":"USD"}""")]
    public void Every_signed_field_counts(string field, string value)
    {
        var body = JsonNode.Parse(ProviderCases.AdyenItems(Right))!;
        body["notificationItems"]![0]!["NotificationRequestItem"]![field] = JsonNode.Parse(value);
        _source.Check(Sources.Post(body.ToJsonString())).Refusal.ShouldBe(Refusal.NoMatch);
    }

    [Fact]
    public void What_is_empty_null_or_missing_is_signed_alike()
    {
        foreach (var value in (string[])["\"\"", "null"])
        {
            var body = JsonNode.Parse(ProviderCases.AdyenItems(Right))!;
            body["notificationItems"]![0]!["NotificationRequestItem"]!["originalReference"] = JsonNode.Parse(value);
            _source.Check(Sources.Post(body.ToJsonString())).IsAccepted.ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"notificationItems":[]}""")]
    [InlineData("""{"notificationItems":{}}""")]
    [InlineData("""{"notificationItems":[1]}""")]
    [InlineData("""{"notificationItems":[{"NotificationRequestItem":"x"}]}""")]
    [InlineData("""{"notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"AAAA"},"success":{}}}]}""")]
    [InlineData("""{"notificationItems":[{"NotificationRequestItem":{"additionalData":{"hmacSignature":"AAAA"},"pspReference":"\ud800"}}]}""")]
    public void What_is_no_notification_is_refused(string body) =>
        _source.Check(Sources.Post(body)).Refusal.ShouldBe(Refusal.Malformed);

    /// <summary>Who reads the body later may take the other of the two.</summary>
    [Fact]
    public void A_field_that_is_there_twice_is_refused()
    {
        var body = ProviderCases.AdyenItems(Right).Replace("\"success\":\"true\"", "\"success\":\"true\",\"success\":\"false\"");
        _source.Check(Sources.Post(body)).Refusal.ShouldBe(Refusal.Malformed);
    }
}
