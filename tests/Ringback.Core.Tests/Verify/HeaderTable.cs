using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>Headers as a list of lines.</summary>
internal sealed class HeaderTable : IRequestHeaders
{
    private readonly List<(string Name, string Value)> _lines = [];

    public HeaderTable(params IEnumerable<(string Name, string Value)> lines) => _lines.AddRange(lines);

    public IReadOnlyList<(string Name, string Value)> Lines => _lines;

    public int Count(string name) => _lines.Count(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public string Value(string name, int index) => _lines.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ElementAt(index).Value;

    public HeaderTable Without(string name) => new(_lines.Where(line => !line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

    public HeaderTable With(string name, string value) => new([.. _lines, (name, value)]);
}
