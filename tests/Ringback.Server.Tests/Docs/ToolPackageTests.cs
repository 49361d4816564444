namespace Ringback.Server.Tests.Docs;

/// <summary>The package that <c>dotnet tool install ringback</c> gets.</summary>
[Trait("Category", "Slow")]
public sealed class ToolPackageTests
{
    /// <summary>As it was built for this test.</summary>
    private static string Configuration =>
        AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";

    [Fact]
    public async Task It_installs_from_a_folder_without_a_network_and_delivers()
    {
        await using var terminal = new Terminal();
        (await terminal.RunAsync($"""
            dotnet pack '{Repository.Root}/src/Ringback.Cli' --no-build -c {Configuration} -o packed --nologo -v quiet
            echo '<configuration><packageSources><clear /></packageSources></configuration>' > nuget.config
            dotnet tool install ringback --prerelease --tool-path tools --add-source packed
            tools/ringback demo --exit
            """)).ShouldBe(0, terminal.Output);
        terminal.Output.ShouldContain("signatures verified.");
    }
}
