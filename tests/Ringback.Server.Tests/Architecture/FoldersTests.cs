using System.Reflection;
using Ringback.Core;

namespace Ringback.Server.Tests.Architecture;

/// <summary>Data flows one way through the folders of a project: of two of them that use each other, one is in the wrong place.</summary>
public sealed class FoldersTests
{
    private static readonly FolderUses Core = Of("Core");

    /// <param name="project">Under <c>src</c>.</param>
    /// <param name="least">Folders that it has at least, else they weren't read.</param>
    /// <param name="from">A folder that uses another one.</param>
    /// <param name="to">The other one.</param>
    [Theory]
    [InlineData("Core", 25, "Deliver", "Lanes")]
    [InlineData("Client", 15, "Hosting", "Verify")]
    [InlineData("Verification", 10, "Types", "Verifiers")]
    [InlineData("Operate.Sql", 4, "Postgres", "Sessions")]
    [InlineData("Storage.Relational", 11, "Writing", "Accept")]
    [InlineData("Storage.Postgres", 5, "Writing", "Owning")]
    [InlineData("Storage.Sqlite", 4, "Writing", "Connection")]
    [InlineData("Server", 25, "Gateway", "Node")]
    [InlineData("Cli", 11, "Commands", "Usage")]
    public void No_folders_of_a_project_are_in_a_circle(string project, int least, string from, string to)
    {
        var uses = project == "Core" ? Core : Of(project);
        uses.All.Count.ShouldBeGreaterThanOrEqualTo(least);
        uses.Find(from, to).ShouldNotBeNull();
        uses.Circle().ShouldBeEmpty();
    }

    [Fact]
    public void A_circle_is_found_and_its_places_are_named()
    {
        new FolderUses(("A", "B"), ("B", "C"), ("B", "D"), ("D", "B")).Circle().ShouldBe(["B uses D", "D uses B"]);
        new FolderUses(("A", "B"), ("B", "C"), ("B", "D")).Circle().ShouldBeEmpty();
    }

    /// <summary>A later stage uses nothing of an earlier one, but where a loop is said.</summary>
    [Fact]
    public void No_stage_uses_one_that_stands_before_it()
    {
        var stages = Pipeline.Stages;
        var against = stages.SelectMany((earlier, i) => stages.Skip(i + 1), static (earlier, later) => (Earlier: earlier, Later: later))
            .Where(static pair => !Pipeline.Loops.Any(loop => loop.From == pair.Later.Name && loop.To == pair.Earlier.Name))
            .SelectMany(static pair => pair.Later.Folders, static (pair, from) => (pair.Earlier, From: from))
            .SelectMany(static pair => pair.Earlier.Folders, static (pair, to) => Core.Find(pair.From, to))
            .OfType<string>();
        against.ShouldBeEmpty();
        stages.SelectMany(static stage => stage.Folders).ShouldBeSubsetOf(Core.All);
        Pipeline.Loops.SelectMany(static loop => new[] { loop.From, loop.To }).ShouldBeSubsetOf(stages.Select(static stage => stage.Name));
    }

    private static FolderUses Of(string project) =>
        new("Ringback." + project, Assembly.Load(project == "Cli" ? "ringback" : "Ringback." + project));
}
