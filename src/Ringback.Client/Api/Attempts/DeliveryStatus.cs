namespace Ringback.Client.Api;

/// <summary>States of deliveries: the API numbers them in requests.</summary>
internal static class DeliveryStatus
{
    private static readonly string[] Names = ["success", "pending", "fail", "sending", "canceled"];

    /// <exception cref="ArgumentException">It is none.</exception>
    public static int? Number(string? status)
    {
        if (status is null) return null;
        var number = Array.IndexOf(Names, status);
        return number >= 0 ? number : throw new ArgumentException($"'{status}' is no status: it is one of {string.Join(", ", Names)}", nameof(status));
    }
}
