using System.Globalization;
using System.Text.RegularExpressions;
using Ringback.Core.Settings;
using YamlDotNet.RepresentationModel;

namespace Ringback.Server.Tests.Docs;

/// <summary>The files that other programs read: what they name exists, and they say the same as the program.</summary>
public sealed partial class DeployFilesTests
{
    private const string Dockerfile = "deploy/docker/Dockerfile";
    private const string Compose = "deploy/docker/compose.yaml";
    private const string Unit = "deploy/systemd/ringback.service";

    public static TheoryData<string> WithSettings => [Dockerfile, Compose, Unit];

    public static TheoryData<string> Yaml =>
        [.. new[] { ".github", "deploy" }.SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.y*ml", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file))];

    [Theory]
    [MemberData(nameof(WithSettings))]
    public void Each_variable_is_a_setting(string file)
    {
        var known = SettingsTable.All.Select(setting => setting.Variable).Append("RINGBACK_CONFIG").ToHashSet();
        var used = Variable().Matches(Repository.Read(file)).Select(match => match.Value).ToList();
        used.ShouldNotBeEmpty();
        used.ShouldBeSubsetOf(known);
    }

    [Theory]
    [MemberData(nameof(Yaml))]
    public void Yaml_is_valid(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Repository.Read(file)));
        yaml.Documents.Count.ShouldBe(1);
    }

    /// <summary>A project that the image's build doesn't copy shows otherwise only when somebody builds the image.</summary>
    [Fact]
    public void The_image_is_built_from_every_project_that_the_program_needs()
    {
        var copied = Copy().Matches(Repository.Read(Dockerfile)).SelectMany(match => match.Groups["from"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        foreach (var source in copied)
        {
            var path = Path.Combine(Repository.Root, source);
            var folder = Path.GetDirectoryName(path.TrimEnd('/'))!;
            (Directory.Exists(path) || Directory.GetFiles(folder, Path.GetFileName(path)).Length > 0).ShouldBeTrue($"{Dockerfile} copies {source}");
        }

        // Without its rules the analyzers find warnings, which are errors.
        copied.ShouldContain(".editorconfig");
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories);
        projects.ShouldNotBeEmpty();
        foreach (var project in projects.Select(file => Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(file)!)))
        {
            copied.ShouldContain($"{project}/*.csproj");
            copied.ShouldContain($"{project}/packages.lock.json");
        }
    }

    [Fact]
    public void A_supervisor_waits_for_a_stop_longer_than_the_program_takes()
    {
        var needs = 2 * new RingbackOptions().ShutdownTimeout;
        SecondsBehind("TimeoutStopSec=", Unit).ShouldBeGreaterThan(needs);
        SecondsBehind("stop_grace_period: ", Compose).ShouldBeGreaterThan(needs);
        Repository.Read(Unit).ShouldContain("RestartPreventExitStatus=2\n");
    }

    private static TimeSpan SecondsBehind(string name, string file)
    {
        var text = Repository.Read(file);
        var digits = text.AsSpan(text.IndexOf(name, StringComparison.Ordinal) + name.Length);
        return TimeSpan.FromSeconds(int.Parse(digits[..digits.IndexOfAnyExceptInRange('0', '9')], CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("RINGBACK_[A-Z_]+", RegexOptions.None, 1000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^COPY (?!--from)(?<from>.+) \S+$", RegexOptions.Multiline, 1000)]
    private static partial Regex Copy();
}
