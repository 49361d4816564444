using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringback.Core.Receive.Verify.Providers;

/// <summary>
/// The fields of a form as Twilio and Mandrill sign them: sorted by name, names and values without anything between; of a field with
/// several values each once, sorted.
/// </summary>
internal static class SignedForm
{
    public static bool TryRead(in IncomingRequest request, [NotNullWhen(true)] out string? fields)
    {
        fields = null;
        if (!FormBody.TryParse(request.Body.Span, out var pairs)) return false;
        var text = new StringBuilder();
        foreach (var (name, value) in pairs.Distinct().OrderBy(static pair => pair.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Value, StringComparer.Ordinal))
            text.Append(name).Append(value);
        fields = text.ToString();
        return true;
    }
}
