namespace Ringback.Verification.Verifiers;

/// <summary>Where PayPal's certificates are, and whose they are (its REST SDKs' own checks).</summary>
internal static class PayPalCertificates
{
    private const string Path = "/v1/notifications/certs/";
    private static readonly string[] Hosts = ["api.paypal.com", "api-m.paypal.com", "api.sandbox.paypal.com", "api-m.sandbox.paypal.com"];

    public static bool IsPinned(Uri url) =>
        url is { Scheme: "https", IsDefaultPort: true, Query: "" } && Hosts.Contains(url.IdnHost) && url.AbsolutePath.StartsWith(Path, StringComparison.Ordinal);

    public static bool IsName(string subject) => subject.EndsWith(".paypal.com", StringComparison.OrdinalIgnoreCase);
}
