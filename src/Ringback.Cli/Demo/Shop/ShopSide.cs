using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Shop.Gateway;
using Shop.Orders;
using Shop.Payments;
using Shop.Provider;

namespace Ringback.Cli.Demo.Shop;

/// <summary>One of the two shops: the same services and the same provider, learning of payments in one way or the other.</summary>
internal sealed class ShopSide
{
    private readonly ShopNetwork _network;
    private readonly Uri _orders;

    private ShopSide(ShopNetwork network, Uri orders, OrderBook book, OrderService service, ApiGateway gateway, PaymentProvider provider, Webhooks? webhooks)
    {
        (_network, _orders) = (network, orders);
        (Book, Service, Gateway, Provider, Webhooks) = (book, service, gateway, provider, webhooks);
    }

    public OrderBook Book { get; }

    public OrderService Service { get; }

    public ApiGateway Gateway { get; }

    public PaymentProvider Provider { get; }

    /// <value>Null: it polls.</value>
    public Webhooks? Webhooks { get; }

    /// <param name="file">The shop's database.</param>
    /// <param name="secret">Signs the provider's callbacks.</param>
    /// <param name="webhooks">Given the gateway's address; null: it polls.</param>
    public static async Task<ShopSide> StartAsync(ShopNetwork network, ShopPlan plan, string file, string secret, Func<ApiGateway, Uri, Webhooks>? webhooks)
    {
        var clock = TimeProvider.System;
        var gateway = new ApiGateway(network.Http);
        var gatewayUrl = await network.StartAsync(app => app.Run(gateway.ForwardAsync));
        var provider = new PaymentProvider(secret, plan.Seed, plan.Speed, network.Http, clock);
        var providerUrl = await network.StartAsync(provider.Map);
        var hooks = webhooks?.Invoke(gateway, gatewayUrl);
        gateway.Route("/payments", await network.StartAsync(new PaymentService(providerUrl, hooks, network.Http).Map));
        var book = new OrderBook(file, clock);
        book.Create();
        var service = new OrderService(book, gatewayUrl, network.Http, clock);
        return new ShopSide(network, await network.StartAsync(service.Map), book, service, gateway, provider, hooks);
    }

    /// <summary>What a customer does.</summary>
    public async Task BuyAsync(long amount, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_orders, "/orders")) { Content = JsonContent.Create(new { amount }) };
        using var response = await _network.Http.SendAsync(request, stop);
        if (!response.IsSuccessStatusCode) throw new DemoException($"an order was answered {(int)response.StatusCode}.");
    }

    /// <summary>Requests that it took to learn how payments stand: over the gateway, to the provider, and to tell Ringback what to expect.</summary>
    public ShopRequests Requests => new(
        Webhooks is null ? Gateway.Count("GET", "/payments") : Gateway.Count("POST", "/in/"), Provider.Asked, Webhooks?.Expected ?? 0);
}

internal readonly record struct ShopRequests(int Gateway, int Provider, int Expectations)
{
    public int All => Gateway + Provider + Expectations;
}
