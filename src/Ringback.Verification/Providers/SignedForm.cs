using System.Text;

namespace Ringback.Verification.Providers;

/// <summary>
/// The fields of a form as Twilio signs them: sorted by name, names and values without anything between; of a field with
/// several values each once, sorted.
/// </summary>
internal static class SignedForm
{
    public static string Serialize(IReadOnlyList<(string Name, string Value)> pairs)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in pairs.Distinct().OrderBy(static pair => pair.Name, StringComparer.Ordinal).ThenBy(static pair => pair.Value, StringComparer.Ordinal))
            text.Append(name).Append(value);
        return text.ToString();
    }
}
