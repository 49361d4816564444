using System.Security.Cryptography;
using Ringback.Cli.Apply;
using Ringback.Client.Api;
using Shop.Gateway;
using Shop.Payments;

namespace Ringback.Cli.Demo.Shop;

/// <summary>
/// The shop's source in Ringback, and its operations, by <c>samples/shop/ringback.yaml</c>, which is a part of this program; what
/// Ringback says of them afterwards.
/// </summary>
internal sealed class ShopSource(DemoServer server)
{
    /// <value>The database's name in Ringback's settings.</value>
    public const string Connection = "shop";

    private const string File = "shop.yaml";

    private string _id = "";
    private string _token = "";

    /// <value>The provider's: signs as Stripe does, hence of that type.</value>
    public string Secret { get; } = "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    public async Task MakeAsync(CancellationToken stop)
    {
        using var text = new StreamReader(typeof(ShopSource).Assembly.GetManifestResourceStream(File)!);
        foreach (var wanted in ApplyFile.Read(File, await text.ReadToEndAsync(stop), name => name == "PROVIDER_SECRET" ? Secret : null))
        {
            var made = await server.Client.Raw.SendAsync(HttpMethod.Put, wanted.Path, wanted.Fields, cancellation: stop);
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
    public ValueTask<int> MessagesAsync(CancellationToken stop) => server.Client.Events.ListAsync(_id, cancellation: stop).CountAsync(stop);

    /// <summary>Expectations that asking ended.</summary>
    public ValueTask<int> ReconciledAsync(CancellationToken stop) =>
        server.Client.Expectations.ListAsync(_id, status: "reconciled", cancellation: stop).CountAsync(stop);

    /// <param name="status">Of the runs of operations that are counted: <c>pending</c>, <c>fail</c>.</param>
    public ValueTask<int> RunsAsync(string status, CancellationToken stop) =>
        server.Client.Runs.ListAsync(_id, new RunFilter { Status = status }, stop).CountAsync(stop);

    public async Task<long> DuplicatesAsync(CancellationToken stop) => (await server.Client.Events.RefusedAsync(_id, stop)).Duplicates!.Count;
}
