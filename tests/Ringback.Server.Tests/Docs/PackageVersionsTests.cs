using System.Xml.Linq;

namespace Ringback.Server.Tests.Docs;

/// <summary>Directory.Packages.props has what the projects use, and nothing else.</summary>
public sealed class PackageVersionsTests
{
    [Fact]
    public void Every_version_is_of_a_package_that_a_project_refers_to()
    {
        var versions = Packages("Directory.Packages.props", "PackageVersion").ToList();
        var references = ProjectFiles().SelectMany(file => Packages(file, "PackageReference")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        references.ShouldContain("Npgsql");
        versions.Where(package => !references.Contains(package)).ShouldBeEmpty();
        versions.ShouldBeUnique();
    }

    private static IEnumerable<string> ProjectFiles() =>
        new[] { "src", "tests", "benchmarks", "samples" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".csproj" or ".props")
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Append(Path.Combine(Repository.Root, "Directory.Build.props"));

    private static IEnumerable<string> Packages(string file, string element) =>
        XDocument.Parse(Repository.Read(file)).Descendants(element).Select(reference => (string?)reference.Attribute("Include")).OfType<string>();
}
