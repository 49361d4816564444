using Ringback.Core.Messages;

namespace Ringback.Core.Tests.Messages;

/// <summary>The content type that is stored with a body and sent on: as it came, or one that means the same, or none.</summary>
public sealed class KeptContentTypeTests
{
    private const string Unknown = "application/octet-stream";
    private static readonly string Long = new('x', 2_000);

    public static TheoryData<string?, string> Types => new()
    {
        { null, Unknown },
        { "", Unknown },
        { " ", Unknown },
        { "; charset=utf-8", Unknown },
        { "text/xml", "text/xml" },
        { "text/xml; charset=\"utf-8\"; a=b", "text/xml; charset=\"utf-8\"; a=b" },
        { "text/xml;\tcharset=utf-8", "text/xml;\tcharset=utf-8" },
        { "text/plain; name=\"é\"", "text/plain; name=\"é\"" },
        { "text/plain; x=" + new string('x', 1010), "text/plain; x=" + new string('x', 1010) },
        { "text/plain; x=" + new string('x', 1011), "text/plain" },
        { $"multipart/form-data; x={Long}; boundary=b", "multipart/form-data; boundary=\"b\"" },
        { $"multipart/form-data; boundary=a;b; x={Long}", "multipart/form-data; boundary=\"a\"" },
        { $"multipart/form-data; BOUNDARY=\"a\\\"b\\\\\"; x={Long}; charset=utf-16", "multipart/form-data; boundary=\"a\\\"b\\\\\"; charset=\"utf-16\"" },
        { $"multipart/form-data; boundary={Long}", Unknown },
        { "application/x-www-form-urlencoded; charset=" + Long, Unknown },
        { Long, Unknown },
        { new string('x', 256) + "; a=" + Long, Unknown },
        { "text/pl\u0001ain", Unknown },
        { "text/pl\u007fain", Unknown },
        { "text/pl\u0085ain", Unknown },
        { "text/plain; a=\u0001", "text/plain" },
        { "text/plain; a=\u0000; charset=utf-16", "text/plain; charset=\"utf-16\"" },
        { "text/plain\r\nX-Other: 1", Unknown },
        { "text/plain;\r\n charset=utf-8", "text/plain; charset=\"utf-8\"" },
        { "multipart/form-data; boundary=b\u0001", Unknown },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void A_content_type_is_kept_or_means_nothing_else(string? declared, string kept) => KeptContentType.Normalize(declared).ShouldBe(kept);
}
