using System.Globalization;

namespace Ringback.Server.Api.EventTypes;

/// <summary>Where in a YAML text its nodes stand, by their path (<c>/sources/0/uid</c>): for messages about what they say.</summary>
internal sealed class YamlPlaces
{
    private readonly Dictionary<string, (int Line, int Column)> _places = new(StringComparer.Ordinal);

    public void Add(string path, int line, int column) => _places.TryAdd(path, (line, column));

    /// <summary><c>12:5</c>, of the node or the nearest around it that is known.</summary>
    public string Find(string path)
    {
        for (; ; path = path[..path.LastIndexOf('/')])
        {
            if (_places.TryGetValue(path, out var place)) return string.Create(CultureInfo.InvariantCulture, $"{place.Line}:{place.Column}");
            if (path.Length == 0) return "1:1";
        }
    }

    public static string Join(string path, string name) => path + "/" + name.Replace('/', ' ');

    public static string Join(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}/{index}");
}
