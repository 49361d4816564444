using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>Header lines by name; a name may be there more than once.</summary>
internal sealed class ReceivedHeaders : IRequestHeaders
{
    private readonly Dictionary<string, List<string>> _lines = new(StringComparer.OrdinalIgnoreCase);

    public ReceivedHeaders(IEnumerable<KeyValuePair<string, string>> lines)
    {
        foreach (var (name, value) in lines)
        {
            if (_lines.TryGetValue(name, out var values)) values.Add(value);
            else _lines.Add(name, [value]);
        }
    }

    public int Count(string name) => _lines.TryGetValue(name, out var values) ? values.Count : 0;

    public string Value(string name, int index) => _lines[name][index];
}
