using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ringback.Cli.Apply;
using Ringback.Cli.Remote;
using Shop.Gateway;
using Shop.Payments;

namespace Ringback.Cli.Demo.Shop;

/// <summary>
/// The shop's source in Ringback, and its operations, by <c>samples/shop/ringback.yaml</c>, which is a part of this program; what
/// Ringback says of them afterwards.
/// </summary>
internal sealed class ShopSource(DemoServer server) : IDisposable
{
    /// <value>The database's name in Ringback's settings.</value>
    public const string Connection = "shop";

    private const string File = "shop.yaml";
    private const int PageSize = 250;

    private readonly RingbackApi _api = new(new Uri(server.Address), server.Token);
    private string _id = "";
    private string _token = "";

    /// <value>The provider's: signs as Stripe does, hence of that type.</value>
    public string Secret { get; } = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    public async Task MakeAsync(CancellationToken stop)
    {
        using var text = new StreamReader(typeof(ShopSource).Assembly.GetManifestResourceStream(File)!);
        foreach (var wanted in ApplyFile.Read(File, await text.ReadToEndAsync(stop), name => name == "PROVIDER_SECRET" ? Secret : null))
        {
            var made = await _api.PutAsync(wanted.Path, wanted.Fields, stop);
            if (wanted.Kind != DesiredKind.Source) continue;
            _id = (string)made["id"]!;
            _token = new Uri((string)made["ingestUrl"]!).AbsolutePath;
        }
    }

    /// <summary>What the payment service needs to be told by webhooks.</summary>
    public Webhooks Connect(ShopPlan plan, ApiGateway gateway, Uri gatewayUrl, HttpMessageInvoker http)
    {
        gateway.Route("/in/", new Uri(server.Address));
        return new Webhooks(
            new Uri(gatewayUrl, _token), new Uri($"{server.Address}/api/v1/source/{_id}/expectation"), server.Token,
            plan.Real(plan.Patience), http, TimeProvider.System);
    }

    /// <summary>Messages of the source: those that came, without those that came again, and those made of answers.</summary>
    public Task<int> MessagesAsync(CancellationToken stop) => CountAsync($"api/v1/app/{_id}/msg?", stop);

    /// <summary>Expectations that asking ended.</summary>
    public Task<int> ReconciledAsync(CancellationToken stop) => CountAsync($"api/v1/source/{_id}/expectation?status=reconciled&", stop);

    /// <param name="status">Of the runs of operations that are counted: <c>pending</c>, <c>fail</c>.</param>
    public Task<int> RunsAsync(string status, CancellationToken stop) => CountAsync($"api/v1/source/{_id}/run?status={status}&", stop);

    public async Task<int> DuplicatesAsync(CancellationToken stop) =>
        (int)(await _api.GetAsync($"api/v1/source/{_id}/refused", stop))["duplicates"]!["count"]!;

    public void Dispose() => _api.Dispose();

    private async Task<int> CountAsync(string path, CancellationToken stop)
    {
        var found = 0;
        for (string? iterator = null; ;)
        {
            var page = await _api.GetAsync($"{path}limit={PageSize}{(iterator is null ? "" : "&iterator=" + Uri.EscapeDataString(iterator))}", stop);
            found += page["data"]!.AsArray().Count;
            iterator = (string?)page["iterator"];
            if ((bool)page["done"]! || iterator is null) return found;
        }
    }
}
