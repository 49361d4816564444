using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Client.Api;
using Ringback.Core.Background;
using Ringback.Core.Ids;
using Ringback.Core.Operate;
using Ringback.Core.Settings;
using Ringback.Server;
using Ringback.Server.Auth;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;
using Ringback.Verification.Text;

namespace Ringback.Cli.Demo;

/// <summary>A server of the demo's own: may deliver to this machine, retries soon.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private DemoServer(WebApplication app, string token, string tokenFile)
    {
        (_app, Token, TokenFile) = (app, token, tokenFile);
        Client = new RingbackClient(_http, new RingbackClientOptions { Server = new Uri(Address), Token = token, Retries = 0 });
    }

    /// <value>Asks it, as any program would.</value>
    public RingbackClient Client { get; }

    /// <value>Without a slash at the end.</value>
    public string Address => _app.Urls.First();

    public string Token { get; }

    public string TokenFile { get; }

    /// <param name="urls">Where to listen. Null: at the default address, or on a free port when somebody else listens there.</param>
    /// <param name="connections">Databases that operations may name.</param>
    /// <exception cref="StartException">The folder can't be used.</exception>
    public static async Task<DemoServer> StartAsync(string folder, IReadOnlyList<string>? urls, params NamedConnection[] connections)
    {
        try
        {
            return await StartAtAsync(folder, urls ?? new RingbackOptions().Urls, connections);
        }
        catch (IOException taken) when (urls is null && taken.InnerException is AddressInUseException)
        {
            return await StartAtAsync(folder, ["http://127.0.0.1:0"], connections);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<DemoServer> StartAtAsync(string folder, IReadOnlyList<string> urls, NamedConnection[] connections)
    {
        var options = new RingbackOptions
        {
            Data = folder,
            Urls = urls,
            AllowedDestinations = CidrList.CreateFrom([IPNetwork.Parse("127.0.0.0/8")]),
            RetrySchedule = RetrySchedule.CreateFrom([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)]),
            ShutdownTimeout = TimeSpan.FromSeconds(5),
            LogLevel = LogVerbosity.Error,
            Connections = connections,
        };
        var app = RingbackServer.Build(options);
        try
        {
            var services = app.Services;
            var (token, file, _) = OrganisationToken.ReadOrMake(
                Path.GetFullPath(folder), services.GetRequiredService<TokenIssuer>(),
                services.GetRequiredService<TokenValidator>(), services.GetRequiredService<IdSource>());
            await app.StartAsync();
            return new DemoServer(app, token, file);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
