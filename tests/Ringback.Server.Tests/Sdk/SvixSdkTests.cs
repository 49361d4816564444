using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Background;
using Ringback.Server.Auth;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Sdk;

/// <summary>The official Svix SDK from npm, unmodified, against a real server and a receiver of its own (<c>svix.mjs</c>).</summary>
[Trait("Category", "Slow")]
public sealed class SvixSdkTests
{
    public static TheoryData<string> Versions() => [.. SvixPackage.Versions];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task The_official_sdk_works_unmodified(string version)
    {
        using var package = await SvixPackage.InstallAsync(version);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Sdk", "svix.mjs"), Path.Combine(package.Folder, "svix.mjs"));
        await using var server = await RunningServer.StartAsync(options =>
        {
            options.AllowedDestinations = CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")]);
            options.RetrySchedule = RetrySchedule.None;
        });

        var (exit, output) = await package.RunAsync("node", ["svix.mjs"],
            ("RINGBACK_URL", server.Client.BaseAddress!.ToString().TrimEnd('/')),
            ("RINGBACK_TOKEN", server.Services.GetRequiredService<TokenIssuer>().Organisation(server.Organisation)));

        exit.ShouldBe(0, output);
    }
}
