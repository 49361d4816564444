using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace Ringback.Core.Tests.Architecture;

/// <summary>Data flows one way through the folders of Core: of two of them that use each other, one is in the wrong place.</summary>
public sealed class RoomsTests
{
    private const string Root = "Ringback.Core";

    [Fact]
    public void No_folders_are_in_a_circle()
    {
        var uses = Uses();
        uses.Count.ShouldBeGreaterThan(25, "the folders were read");
        uses["Deliver"].Keys.ShouldContain("Lanes", "what uses what was read");
        var circle = Circle(uses);
        circle.ShouldBeEmpty(string.Join(Environment.NewLine, circle.Zip(circle.Skip(1).Concat(circle.Take(1)), (from, to) => $"{from} uses {to}: {uses[from][to]}")));
    }

    [Fact]
    public void A_circle_is_found()
    {
        var uses = new Dictionary<string, Dictionary<string, string>>
        {
            ["A"] = new() { ["B"] = "" },
            ["B"] = new() { ["C"] = "", ["D"] = "" },
            ["C"] = [],
            ["D"] = new() { ["B"] = "" },
        };
        Circle(uses).ShouldBe(["B", "D"]);
        uses["D"].Clear();
        Circle(uses).ShouldBeEmpty();
    }

    /// <summary>By folder, the folders that it uses, with one place where it does.</summary>
    private static Dictionary<string, Dictionary<string, string>> Uses()
    {
        var uses = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var type in new ArchLoader().LoadAssembly(typeof(Core.Ids.Ksuid).Assembly).Build().Types)
        {
            if (RoomOf(type) is not { } from) continue;
            if (!uses.TryGetValue(from, out var used)) uses[from] = used = new(StringComparer.Ordinal);
            // Parameters of generic methods of one name are one to the library, wherever they stand.
            foreach (var target in type.Dependencies.Select(static dependency => dependency.Target).Where(static target => target is not GenericParameter))
                if (RoomOf(target) is { } to && to != from) used.TryAdd(to, $"{type.Name} uses {target.Name}");
        }
        foreach (var room in uses.Values.SelectMany(static used => used.Keys).Distinct().ToList()) uses.TryAdd(room, []);
        return uses;
    }

    /// <summary>The namespace below the root, as the folder is named; null for what isn't in one.</summary>
    private static string? RoomOf(IType type) =>
        type.Namespace?.FullName is { } name && name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..] : null;

    /// <summary>The folders of one circle, in the order in which they use each other; none when there is no circle.</summary>
    private static List<string> Circle(Dictionary<string, Dictionary<string, string>> uses)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        return uses.Keys.Order(StringComparer.Ordinal).Select(Visit).FirstOrDefault(static found => found.Count > 0) ?? [];

        List<string> Visit(string room)
        {
            if (path.IndexOf(room) is >= 0 and var at) return path[at..];
            if (!done.Add(room)) return [];
            path.Add(room);
            foreach (var next in uses[room].Keys)
                if (Visit(next) is { Count: > 0 } found) return found;
            path.RemoveAt(path.Count - 1);
            return [];
        }
    }
}
