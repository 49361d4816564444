using System.Diagnostics;
using Ringback.Server.Tests.Docs;
using Ringback.Testing;

namespace Ringback.Server.Tests.Suite;

/// <summary><c>./test</c> itself, in a repository of its own whose test programs only print what they are told to: it adds up, and nothing that went wrong ends as a success.</summary>
public sealed class TestScriptTests : IDisposable
{
    private static readonly string[] FoldersOfVerify = ["Verify/Signing", "Verify/Verifiers", "Verify/Handshakes", "Verify/Providers", "Verify/Jwt"];
    private readonly string _root = Directory.CreateTempSubdirectory("ringback-test-").FullName;

    public TestScriptTests()
    {
        File.Copy(Path.Combine(Repository.Root, "test"), Path.Combine(_root, "test"));
        // In the place of the SDK: it says what it was asked, "builds", and "runs" a program by printing the file beside it.
        Script("dotnet", $"""
            if [ "$1" = stryker ]; then echo "$* with $MutationTests" >> '{_root}/asked'; exit 0; fi
            echo "$*" >> '{_root}/asked'
            if [ "$1" = build ]; then exit $(cat '{_root}/build' 2>/dev/null || echo 0); fi
            if [ "$1" = tool ]; then exit 0; fi
            if [ "$1" = test ]; then exit $(cat "$3.exit" 2>/dev/null || echo 0); fi
            if [ "$1" = reportgenerator ]; then mkdir -p artifacts/coverage; printf 'Summary\n  Line coverage: 81.5%%\n  Covered lines: 3\n  Branch coverage: 70%% (7 of 10)\n' > artifacts/coverage/Summary.txt; exit 0; fi
            cat "$1"
            exit $(cat "$1.exit" 2>/dev/null || echo 0)
            """);
        foreach (var there in (string[])["strace", "npm", "chromium", "apt-get"]) Script(there, "exit 1");
        // A library of the tests is no test project.
        Project("Ringback.Kit", "<Project/>");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    public static TheoryData<string, string[], int> Outcomes() => new()
    {
        { "8 passed, 0 failed, 2 skipped", ["Total: 7, Errors: 0, Failed: 0, Skipped: 1, Not Run: 0, Time: 1.5s", "Total: 3, Errors: 0, Failed: 0, Skipped: 1, Not Run: 0, Time: 0.1s"], 0 },
        { "6 passed, 3 failed, 1 skipped", ["Total: 7, Errors: 0, Failed: 2, Skipped: 1, Not Run: 0, Time: 1.5s|1", "Total: 3, Errors: 0, Failed: 1, Skipped: 0, Not Run: 0, Time: 1s|1"], 1 },
        { "5 passed, 1 failed, 0 skipped", ["Total: 5, Errors: 1, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s|1"], 1 },
        { "3 passed, 0 failed, 2 skipped", ["Total: 5, Errors: 0, Failed: 0, Skipped: 0, Not Run: 2, Time: 1s"], 0 },
        // Nothing ran: that isn't a success.
        { "0 passed, 0 failed, 4 skipped", ["Total: 4, Errors: 0, Failed: 0, Skipped: 4, Not Run: 0, Time: 1s"], 1 },
        // It ends without a result, or badly after a good one.
        { "3 passed, 1 failed, 0 skipped", ["Segmentation fault|139", "Total: 3, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s"], 1 },
        { "0 passed, 1 failed, 0 skipped", ["|0"], 1 },
        { "3 passed, 1 failed, 0 skipped", ["Total: 3, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s|134"], 1 },
        // What a test prints is no result.
        { "1 passed, 0 failed, 0 skipped", ["Total: 9, Errors: 9, Failed: 9, Skipped: 0, Not Run: 0, Time: 1s\n  Ringback.A  Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s"], 0 },
    };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task The_last_line_adds_up_and_the_exit_code_says_whether_all_is_well(string last, string[] programs, int exit)
    {
        for (var i = 0; i < programs.Length; i++) Program($"Ringback.{(char)('A' + i)}", programs[i]);
        var (code, lines) = await RunAsync();
        lines[^1].ShouldBe(last);
        code.ShouldBe(exit);
        if (last.Contains(" 1 failed", StringComparison.Ordinal) && programs[0].Contains("Segmentation", StringComparison.Ordinal))
            lines.ShouldContain("test: Ringback.A ended without a result (exit code 139)");
    }

    [Theory]
    [InlineData("", "A.Tests B.Tests Crash", false)]
    [InlineData("quick", "A.Tests B.Tests Crash", true)]
    [InlineData("A.", "A.Tests", false)]
    [InlineData("quick B", "B.Tests", true)]
    [InlineData("Crash A", "A.Tests Crash", false)]
    [InlineData("Tests", "A.Tests B.Tests", false)]
    public async Task Arguments_choose_what_runs(string arguments, string expected, bool quick)
    {
        foreach (var name in (string[])["A.Tests", "B.Tests", "Crash"]) Program("Ringback." + name, "Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s");
        var (code, lines) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        code.ShouldBe(0);
        lines.Where(line => line.StartsWith("== ", StringComparison.Ordinal)).Select(line => line["== Ringback.".Length..]).ShouldBe(expected.Split(' '));
        var runs = File.ReadLines(Path.Combine(_root, "asked")).Where(line => line.StartsWith("tests/", StringComparison.Ordinal)).ToList();
        runs.Count.ShouldBe(expected.Split(' ').Length);
        runs.ShouldAllBe(line => line.EndsWith("-trait- Category=Slow", StringComparison.Ordinal) == quick);
    }

    [Theory]
    [InlineData("Nonesuch")]
    [InlineData("--fast")]
    [InlineData("Kit")]
    [InlineData("A Nonesuch")]
    public async Task A_name_that_no_test_project_has_is_said_before_anything_is_built(string arguments)
    {
        Program("Ringback.A", "Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s");
        var (code, lines) = await RunAsync(arguments.Split(' '));
        code.ShouldBe(1);
        lines.ShouldBe([$"test: no test project's name contains \"{arguments.Split(' ')[^1]}\"; there are Ringback.A", "0 passed, 1 failed, 0 skipped"]);
        File.Exists(Path.Combine(_root, "asked")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_names_every_way_to_call_it_and_runs_nothing(string flag)
    {
        var (code, lines) = await RunAsync(flag);
        code.ShouldBe(0);
        foreach (var part in (string[])["./test quick", "./test NAME…", "N passed, N failed, N skipped", "./test coverage", "./test mutation"]) string.Join('\n', lines).ShouldContain(part);
        File.Exists(Path.Combine(_root, "asked")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("coverage", "A.Tests B.Tests", 0)]
    [InlineData("coverage B", "B.Tests", 0)]
    [InlineData("coverage A", "A.Tests", 1)]
    public async Task Coverage_measures_the_quick_tests_ends_with_its_figures_and_fails_with_a_test(string arguments, string expected, int exit)
    {
        foreach (var name in (string[])["A.Tests", "B.Tests"]) Program("Ringback." + name, "");
        if (exit != 0) await File.WriteAllTextAsync(Path.Combine(_root, "tests/Ringback.A.Tests.exit"), "2", TestContext.Current.CancellationToken);
        var (code, lines) = await RunAsync(arguments.Split(' '));
        code.ShouldBe(exit);
        lines.TakeLast(2).ShouldBe(["  Line coverage: 81.5%", "  Branch coverage: 70% (7 of 10)"]);
        var runs = File.ReadLines(Path.Combine(_root, "asked")).Where(line => line.StartsWith("test ", StringComparison.Ordinal)).ToList();
        runs.ConvertAll(line => line.Split(' ')[2]["tests/Ringback.".Length..]).ShouldBe(expected.Split(' '));
        runs.ShouldAllBe(line => line.Contains("--filter-not-trait Category=Slow", StringComparison.Ordinal) && line.Contains("--coverlet", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("mutation Verdict", "Core", "--mutate=Deliver/Verdict.cs", "Deliver/**/*Tests.cs")]
    [InlineData("mutation Signing", "Core", "--mutate=Signing/**/*.cs", "Signing/**/*Tests.cs")]
    [InlineData("mutation Signing Signing/M*.cs **/Other.cs", "Core", "--mutate=Signing/M*.cs --mutate=**/Other.cs", "Signing/**/*Tests.cs")]
    [InlineData("mutation Verify Jwt/**", "Verification", "--mutate=Jwt/**", "Verify/**/*Tests.cs")]
    [InlineData("mutation Verify/Jwt", "Verification", "--mutate=Jwt/**/*.cs", "Verify/Jwt/*Tests.cs")]
    [InlineData("mutation Verify/Verifiers Verifiers/C*.cs", "Verification", "--mutate=Verifiers/C*.cs", "Verify/**/*Tests.cs")]
    public async Task Mutation_asks_Stryker_for_the_part_that_was_named_and_builds_its_tests_only(string arguments, string project, string files, string tests)
    {
        var (code, asked) = await MutateAsync(arguments);
        code.ShouldBe(0);
        asked.ShouldBe([$"stryker --config-file stryker.json --project Ringback.{project}.csproj --output {_root}/artifacts/mutation/{arguments.Split(' ')[1]} {files} with {tests}"]);
    }

    [Fact]
    public async Task Every_part_to_mutate_is_there_and_has_tests()
    {
        var (code, asked) = await MutateAsync("mutation");
        code.ShouldBe(0);
        asked.ConvertAll(line => line.Split("/mutation/")[1].Split(' ')[0]).ShouldBe(["Route", "Verdict", "RetrySchedule", "Signing", .. FoldersOfVerify]);
        foreach (var line in asked)
        {
            var project = Path.Combine(Repository.Root, "src", line.Split("--project ")[1].Split(".csproj")[0]);
            foreach (var file in line.Split(" with ")[0].Split("--mutate=").Skip(1)) Path.Exists(Path.Combine(project, file.Trim().Replace("/**/*.cs", ""))).ShouldBeTrue(file);
            foreach (var tests in line.Split(" with ")[1].Split(';'))
                Directory.GetFiles(Path.Combine(Repository.Root, "tests/Ringback.Core.Tests", tests.Split('/')[0]), "*Tests.cs", SearchOption.AllDirectories).ShouldNotBeEmpty(tests);
        }
    }

    /// <summary>It takes an hour: so each of its folders is told when it is done.</summary>
    [Fact]
    public async Task Verify_is_mutated_folder_by_folder_and_what_was_found_is_summed()
    {
        foreach (var (folder, statuses) in ((string, string[])[])[("Signing", ["Killed", "Timeout", "Survived", "CompileError"]), ("Jwt", ["Killed", "NoCoverage", "Ignored"])])
        {
            var reports = Directory.CreateDirectory(Path.Combine(_root, "artifacts/mutation/Verify", folder, "reports")).FullName;
            await File.WriteAllTextAsync(Path.Combine(reports, "mutation-report.json"), string.Join(',', statuses.Select(status => $$"""{"status":"{{status}}"}""")), TestContext.Current.CancellationToken);
        }
        Program("Ringback.Core.Tests", "");
        var (code, lines) = await RunAsync("mutation", "Verify");
        code.ShouldBe(0);
        lines.Where(line => line.StartsWith("== ", StringComparison.Ordinal)).ShouldBe(FoldersOfVerify.Select(folder => "== " + folder));
        lines[1].ShouldBe("test: 2 of 3 mistakes were found so far");
        lines[^1].ShouldBe("test: 3 of 5 mistakes were found so far");
    }

    [Theory]
    [InlineData("mutation Nonesuch")]
    [InlineData("mutation Verify/Nonesuch")]
    public async Task Of_a_part_that_there_is_not_nothing_is_mutated(string arguments)
    {
        var (code, asked) = await MutateAsync(arguments);
        (code, asked.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_build_that_fails_is_a_failure_and_nothing_runs()
    {
        Program("Ringback.A", "Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s");
        await File.WriteAllTextAsync(Path.Combine(_root, "build"), "1", TestContext.Current.CancellationToken);
        var (code, lines) = await RunAsync();
        (code, lines[^1]).ShouldBe((1, "0 passed, 1 failed, 0 skipped"));
        File.ReadLines(Path.Combine(_root, "asked")).ShouldHaveSingleItem().ShouldStartWith("build ");
    }

    [Fact]
    public async Task A_test_project_that_was_not_built_is_a_failure()
    {
        Program("Ringback.A", "Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 1s");
        Project("Ringback.B", "<OutputType>Exe</OutputType>");
        var (code, lines) = await RunAsync();
        (code, lines[^1]).ShouldBe((1, "1 passed, 1 failed, 0 skipped"));
    }

    /// <returns>Its exit code, and what Stryker was asked.</returns>
    private async Task<(int Code, List<string> Asked)> MutateAsync(string arguments)
    {
        Program("Ringback.Core.Tests", "");
        var (code, _) = await RunAsync(arguments.Split(' '));
        return (code, File.ReadLines(Path.Combine(_root, "asked")).Where(line => line.StartsWith("stryker ", StringComparison.Ordinal)).ToList());
    }

    /// <param name="name">Of its project.</param>
    /// <param name="prints">And after a bar, with which code it exits.</param>
    private void Program(string name, string prints)
    {
        Project(name, "<OutputType>Exe</OutputType>");
        var parts = prints.Split('|');
        var dll = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "tests", name, "bin/Release/net10.0")).FullName, name + ".dll");
        File.WriteAllText(dll, $"xUnit.net v3 In-Process Runner\n{(parts[0].StartsWith("Total", StringComparison.Ordinal) ? $"   {name}  " : "")}{parts[0]}\n");
        if (parts.Length > 1) File.WriteAllText(dll + ".exit", parts[1]);
    }

    private void Project(string name, string text) =>
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "tests", name)).FullName, name + ".csproj"), text);

    private void Script(string name, string text)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "bin")).FullName, name);
        File.WriteAllText(file, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private async Task<(int Code, string[] Lines)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(_root, "test"), .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["PATH"] = Path.Combine(_root, "bin") + ":" + Environment.GetEnvironmentVariable("PATH");
        using var process = Process.Start(start)!;
        var output = await Wait.ForAsync(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        await Wait.ForAsync(process.WaitForExitAsync(TestContext.Current.CancellationToken));
        return (process.ExitCode, [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("test: installing", StringComparison.Ordinal) && !line.Contains("postgresql", StringComparison.Ordinal))]);
    }
}
