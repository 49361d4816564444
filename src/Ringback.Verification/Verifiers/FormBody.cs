using System.Text;
using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>Bodies of <c>application/x-www-form-urlencoded</c> (WHATWG URL, 5.1), strictly: UTF-8 only, bounded.</summary>
internal static class FormBody
{
    public static bool IsForm(in IncomingRequest request) =>
        BodyType.TryRead(request.DeclaredType, out var type) && type.Is(BodyType.Form);

    /// <summary>The fields in their order, decoded. False for more than 1,000 of them, broken escapes and what is no UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out List<(string Name, string Value)> fields)
    {
        fields = [];
        if (body.IsEmpty) return true;
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty) continue;
            if (fields.Count == FormFields.Most) return false;
            var equals = pair.IndexOf((byte)'=');
            if (!TryDecode(equals < 0 ? pair : pair[..equals], out var name)
                || !TryDecode(equals < 0 ? [] : pair[(equals + 1)..], out var value)) return false;
            fields.Add((name, value));
        }
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<byte> text, out string decoded)
    {
        decoded = "";
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var one = text[i];
            if (one == '%')
            {
                if (i + 2 >= text.Length || Convert.FromHexString(text.Slice(i + 1, 2), bytes.AsSpan(length, 1), out _, out _) != System.Buffers.OperationStatus.Done) return false;
                length++;
                i += 2;
            }
            else
            {
                bytes[length++] = one == '+' ? (byte)' ' : one;
            }
        }
        if (!System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length))) return false;
        decoded = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }
}
