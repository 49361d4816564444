using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Ringback.Client.Tests.Docs;

namespace Ringback.Client.Tests.Package;

/// <summary>The package as its users get it.</summary>
[Trait("Category", "Slow")]
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-package-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_holds_the_library_its_docs_and_readme_and_depends_on_little()
    {
        using var package = ZipFile.OpenRead(await PackAsync());

        // Beside what the format itself needs.
        package.Entries.Select(entry => entry.FullName).Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
            .ShouldBe(["Ringback.Client.nuspec", "README.md", "lib/net10.0/Ringback.Client.dll", "lib/net10.0/Ringback.Client.xml", "lib/net10.0/Ringback.Verification.dll"], ignoreOrder: true);
        await using var stream = await package.GetEntry("Ringback.Client.nuspec")!.OpenAsync(Stop);
        var nuspec = await XDocument.LoadAsync(stream, LoadOptions.None, Stop);
        XElement[] Named(string name) => [.. nuspec.Descendants().Where(element => element.Name.LocalName == name)];
        Named("id").Single().Value.ShouldBe("Ringback.Client");
        Named("license").Single().Value.ShouldBe("MIT");
        Named("readme").Single().Value.ShouldBe("README.md");
        Named("description").Single().Value.ShouldNotBeEmpty();
        Named("dependency").Select(one => one.Attribute("id")!.Value).ShouldBe(["BouncyCastle.Cryptography", "Microsoft.IdentityModel.JsonWebTokens"]);
        Named("frameworkReference").Select(one => one.Attribute("name")!.Value).ShouldBe(["Microsoft.AspNetCore.App"]);
    }

    [Fact]
    public async Task A_fresh_program_verifies_with_it()
    {
        var package = await PackAsync();
        var version = Path.GetFileNameWithoutExtension(package)["Ringback.Client.".Length..];
        var program = Directory.CreateDirectory(Path.Combine(_folder, "program")).FullName;
        // Neither the network nor this machine's packages change: what the library depends on is where the build of this test got it.
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(Path.Combine(program, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(_folder, "packages")}" /></config>
              <packageSources><clear /><add key="here" value="{Path.GetDirectoryName(package)}" /></packageSources>
              <fallbackPackageFolders><add key="built" value="{packages}" /></fallbackPackageFolders>
            </configuration>
            """, Stop);
        await File.WriteAllTextAsync(Path.Combine(program, "program.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <UseAppHost>false</UseAppHost>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Ringback.Client" Version="{version}" /></ItemGroup>
            </Project>
            """, Stop);
        await File.WriteAllTextAsync(Path.Combine(program, "Program.cs"), """"
            using System.Text;
            using Ringback.Client;

            var request = new WebhookRequest(Encoding.UTF8.GetBytes("""{"test": 2432232314}"""), new Dictionary<string, string>
            {
                ["webhook-id"] = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                ["webhook-timestamp"] = "1614265330",
                ["webhook-signature"] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            });
            var verifier = WebhookVerifier.StandardWebhooks("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
            Console.WriteLine((await verifier.VerifyAsync(request)).Refusal);
            Console.WriteLine((await verifier.WithClock(new Then()).VerifyAsync(request)).Refusal);
            Console.WriteLine(WebhookVerifier.Discord("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").Type);

            sealed class Then : TimeProvider
            {
                public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1614265330);
            }
            """", Stop);

        await DotnetAsync(program, "build", "-c", "Release", "--nologo", "-v", "q", "-o", Path.Combine(_folder, "out"));
        var output = await DotnetAsync(program, Path.Combine(_folder, "out", "program.dll"));

        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(["TooOld", "None", "discord"]);
    }

    private async Task<string> PackAsync()
    {
        // As it was built for this test.
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";
        var feed = Path.Combine(_folder, "feed");
        await DotnetAsync(PageBlocks.Root(), "pack", "src/Ringback.Client", "--no-build", "-c", configuration, "-o", feed, "--nologo", "-v", "q");
        return Directory.GetFiles(feed, "*.nupkg").ShouldHaveSingleItem();
    }

    private static async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var errors = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        process.ExitCode.ShouldBe(0, $"dotnet {string.Join(' ', arguments)}\n{await output}\n{await errors}");
        return await output;
    }
}
