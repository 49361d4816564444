namespace Ringback.Bench.Load;

/// <summary>An event as Stripe sends it, of the payload's size, with an id of its own in each request.</summary>
internal static class StripeEvent
{
    /// <value>What the source and the generator share.</value>
    public const string Secret = "whsec_bench0123456789abcdefghijklmnop";

    private const string Begin = """{"id":"evt_<key>","object":"event","api_version":"2025-09-30","type":"payment_intent.succeeded","data":{"object":{"id":"pi_<key>","object":"payment_intent","amount":129900,"currency":"eur","status":"succeeded","description":""" + "\"";
    private const string End = "\"}}}";

    public static RequestPlan To(string path)
    {
        const int Widened = 2 * (32 - 5);
        return new RequestPlan
        {
            Path = path,
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Stripe-Signature"] = "<stripe>" },
            Body = Begin + new string('x', Payload.Size - Begin.Length - End.Length - Widened) + End,
            Secret = Secret,
        };
    }
}
