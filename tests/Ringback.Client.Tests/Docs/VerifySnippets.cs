using System.Text.Json.Nodes;
using Ringback.Client.Tests.Verify;

namespace Ringback.Client.Tests.Docs;

/// <summary>What the pages show of verifying, compiled and run.</summary>
public sealed class VerifySnippets
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verifying_by_itself()
    {
        var body = Signed.Utf8("""{"type":"invoice.paid"}""");
        var headers = Signed.StandardHeaders(Signed.Whsec, "msg_1", DateTimeOffset.UtcNow, body);
        var secret = Signed.Whsec;
        var lines = new List<string>();
        #region verify
        var verifier = WebhookVerifier.StandardWebhooks(secret);

        var result = await verifier.VerifyAsync(new WebhookRequest(body, headers));
        if (!result.IsValid) throw new UnauthorizedAccessException(result.Reason);
        foreach (var received in result.Events) lines.Add($"{received.Key}: {received.Type}");
        #endregion
        lines.ShouldBe(["msg_1: invoice.paid"]);
    }

    [Fact]
    public async Task Everything_that_can_be_set()
    {
        var body = Signed.Utf8("""{"type":"invoice.paid","data":{"id":42}}""");
        var (current, before) = ("whsec_new", "whsec_old");
        #region rotate
        var stripe = WebhookVerifier.Stripe(current, before)
            .WithTolerance(TimeSpan.FromMinutes(10))
            .WithClock(TimeProvider.System);
        #endregion
        #region any
        var own = WebhookVerifier.For("generic-hmac", new JsonObject
        {
            ["secret"] = "s3cret",
            ["signatureHeader"] = "X-Signature",
            ["signaturePrefix"] = "sha256=",
            ["eventIdPointer"] = "/data/id",
        });
        #endregion
        (await stripe.VerifyAsync(new WebhookRequest(body, Signed.StripeHeaders(before, DateTimeOffset.UtcNow.AddMinutes(-9), body)), Stop)).IsValid.ShouldBeTrue();
        var signature = "sha256=" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData(Signed.Utf8("s3cret"), body));
        (await own.VerifyAsync(new WebhookRequest(body, new Dictionary<string, string> { ["X-Signature"] = signature }), Stop)).EnsureValid().Events[0].Id.ShouldBe("42");
    }
}
