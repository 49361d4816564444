using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ringback.Core.Ids;
using Ringback.Core.Settings;
using Ringback.Server;
using Ringback.Server.Auth;
using Ringback.Server.Node;
using Ringback.Server.Secrets;
using Ringback.Storage.Relational;
using Ringback.Storage.Relational.Writing;

namespace Ringback.Crash;

/// <summary>
/// The server, with its database told not to sync: what the product can't be told. It shows that the test that looks for syncs can fail.
/// </summary>
internal static class UnsyncedServer
{
    public const string Verb = "serve-without-sync";

    public static async Task<int> RunAsync(string folder, string url)
    {
        await using var app = RingbackServer.Build(new RingbackOptions { Data = folder, Urls = [url] });
        var engine = typeof(RelationalStore).GetField("_engine", BindingFlags.Instance | BindingFlags.NonPublic)!
            .GetValue(app.Services.GetRequiredService<RingbackNode>().Store);
        ((StoreEngine)engine!).Database.Execute("pragma synchronous = off");
        OrganisationToken.ReadOrMake(
            folder, app.Services.GetRequiredService<TokenIssuer>(), app.Services.GetRequiredService<TokenValidator>(),
            app.Services.GetRequiredService<IdSource>());
        await app.StartAsync();
        Console.WriteLine(ServerProcess.ListensOn + app.Urls.First());
        await app.WaitForShutdownAsync();
        return 0;
    }
}
