using System.Runtime.Versioning;
using Ringback.Cli;
using Ringback.Cli.Apply;
using Ringback.Cli.Usage;
using Ringback.Server.Secrets;

namespace Ringback.Server.Tests.Cli;

/// <summary>Files and folders that a command line names and that are something else, or this user's not to see.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class NamedFilesTests : IDisposable
{
    private const string Nobody = "http://127.0.0.1:1";
    private readonly string _root = Directory.CreateTempSubdirectory("ringback-named-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("serve", "--urls", "http://127.0.0.1:0")]
    [InlineData("sources", "list", "--server", Nobody)]
    [InlineData("token", "org")]
    [InlineData("token", "org", "--new")]
    [InlineData("demo", "--exit")]
    [InlineData("demo", "shop", "--exit")]
    public async Task A_file_is_no_data_folder(params string[] command)
    {
        var file = Path.Combine(_root, "some.json");
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
        var (code, error) = await RunAsync([.. command, "--data", file]);
        error.ShouldBe($"ringback: the data folder {file} is a file, not a folder. Give a folder with --data.{Environment.NewLine}");
        code.ShouldBe(ExitCode.Usage);
    }

    [Theory]
    [InlineData("organisation.token", "sources", "list", "--server", Nobody)]
    [InlineData("organisation.token", "apply", "-f", "none.yaml", "--server", Nobody)]
    [InlineData("jwt.secret", "token", "org")]
    [InlineData("jwt.secret", "token", "org", "--new")]
    public async Task What_this_user_may_not_see_is_not_told_as_missing(string name, params string[] command)
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Nothing is hidden from root.");
        var folder = Directory.CreateDirectory(Path.Combine(_root, "data"), UnixFileMode.None).FullName;
        var (code, error) = await RunAsync([.. command, "--data", folder]);
        // Else it can't be removed.
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        error.ShouldBe($"ringback: {Path.Combine(folder, name)}: permission denied. Run this command as the user of the server, or allow this user to read the file.{Environment.NewLine}");
        code.ShouldBe(ExitCode.Failed);
    }

    [Theory]
    [InlineData("--file", "apply")]
    [InlineData("--config-file", "sources", "create", "stripe")]
    public async Task A_folder_is_no_file(string option, params string[] command)
    {
        SecretFile.Write(Path.Combine(_root, OrganisationToken.Name), "token");
        var (code, error) = await RunAsync([.. command, option, _root, "--data", _root, "--server", Nobody]);
        error.ShouldBe($"ringback: {option} {_root}: it is a folder, not a file. Give a file.{Environment.NewLine}");
        code.ShouldBe(ExitCode.Usage);
    }

    [Theory]
    [InlineData("--file", "none.yaml", "apply")]
    [InlineData("--file", "none/none.yaml", "apply")]
    [InlineData("--config-file", "none.json", "sources", "create", "stripe")]
    public async Task A_file_that_is_not_there_is_told_as_such(string option, string name, params string[] command)
    {
        SecretFile.Write(Path.Combine(_root, OrganisationToken.Name), "token");
        var file = Path.Combine(_root, name);
        var (code, error) = await RunAsync([.. command, option, file, "--data", _root, "--server", Nobody]);
        error.ShouldBe($"ringback: {option} {file}: there is no such file.{Environment.NewLine}");
        code.ShouldBe(ExitCode.Usage);
    }

    [Theory]
    [InlineData(null, "not set")]
    [InlineData("", "empty")]
    public void A_variable_without_a_value_is_refused_with_its_line(string? value, string said) => Should.Throw<UsageException>(() => ApplyFile.Read(
        "ringback.yaml", "sources:\n  - uid: a\n    type: stripe\n    config: { secret: \"${STRIPE_SECRET}\" }", _ => value))
        .Message.ShouldBe($"ringback.yaml:4:23: the variable STRIPE_SECRET is {said}.");

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        using var error = new StringWriter();
        var code = await RingbackCommand.RunAsync(arguments, TextWriter.Null, error, TestContext.Current.CancellationToken);
        return (code, error.ToString());
    }
}
