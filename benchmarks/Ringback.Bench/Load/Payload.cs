using System.Globalization;

namespace Ringback.Bench.Load;

/// <summary>The payload of every measure: a JSON object of so many bytes, with the time it was due in it.</summary>
internal static class Payload
{
    public const int Size = 512;

    private const string SentSlot = "<sent>", KeySlot = "<key>";
    private const int SentWidth = 19;

    /// <summary>With a <c>&lt;sent&gt;</c> slot, which <see cref="RequestTemplate"/> fills; <paramref name="size"/> is that of the filled payload.</summary>
    public static string Template(int size)
    {
        var begin = $$"""{"sent":"{{SentSlot}}","invoice":{"number":"INV-2024-00042","currency":"EUR","amount":129900,"paid":true,"lines":[""";
        const string Line = """{"sku":"A-1001","quantity":2,"price":4995},""";
        const string Last = """{"sku":"B-7","quantity":1,"price":119910}],"note":""" + "\"";
        const string End = "\"}}";
        var text = begin + Line + Line + Line + Last;
        var width = text.Length - SentSlot.Length + SentWidth + End.Length;
        return text + new string('x', size - width) + End;
    }

    /// <summary>The same with the slot filled by a fixed time.</summary>
    public static string Of(int size) => Template(size).Replace(SentSlot, 1L.ToString("d19", CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>The body that posts it as a message of <paramref name="eventType"/>.</summary>
    public static string Message(string eventType, int size = Size) => $$"""{"eventType":"{{eventType}}","payload":{{Template(size)}}}""";

    /// <summary>A caller's idempotency key as the SDKs make it up, fresh in each request.</summary>
    public static string FreshKey => "auto_" + KeySlot;
}
