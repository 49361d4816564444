using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Deliver;
using Ringback.Core.Ids;
using Ringback.Core.Operate;
using Ringback.Core.Settings;
using Ringback.Server;
using Ringback.Server.Auth;
using Ringback.Server.Secrets;

namespace Ringback.Cli.Demo;

/// <summary>A server of the demo's own: may deliver to this machine, retries soon.</summary>
internal sealed class DemoServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DemoServer(WebApplication app, string token, string tokenFile) => (_app, Token, TokenFile) = (app, token, tokenFile);

    /// <value>Without a slash at the end.</value>
    public string Address => _app.Urls.First();

    public string Token { get; }

    public string TokenFile { get; }

    /// <summary>The default address when nobody listens there, else a free port.</summary>
    public static string FreeAddress()
    {
        var wanted = new Uri(new RingbackOptions().Urls[0]);
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, wanted.Port));
            return wanted.GetLeftPart(UriPartial.Authority);
        }
        catch (SocketException)
        {
            return "http://127.0.0.1:0";
        }
    }

    /// <param name="connections">Databases that operations may name.</param>
    /// <exception cref="StartException">The folder can't be used.</exception>
    public static async Task<DemoServer> StartAsync(string folder, IReadOnlyList<string> urls, params NamedConnection[] connections)
    {
        var options = new RingbackOptions
        {
            Data = folder,
            Urls = urls,
            AllowedDestinations = CidrList.Of([IPNetwork.Parse("127.0.0.0/8")]),
            RetrySchedule = RetrySchedule.Of([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)]),
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

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
