using System.Collections.Concurrent;
using System.Text.Json;

namespace Shop.Payments;

/// <summary>An order to be paid.</summary>
/// <param name="Order">Its number.</param>
/// <param name="Amount">In cents.</param>
public sealed record OrderToPay(string Order, long Amount);

/// <summary>How the payment of an order stands.</summary>
public sealed record OrderPayment(string Order, string Payment, string Status);

/// <summary>The provider's payment, what of it is used here.</summary>
internal sealed record ProviderPayment(string Id, string Status);

/// <summary>
/// Makes payments at the provider. Who wants to know how one stands asks here, and each question goes on to the provider. With webhooks
/// nobody has to ask: the provider is told where to call, and Ringback what to expect.
/// </summary>
/// <param name="provider">Its address.</param>
/// <param name="webhooks">Null: nobody is called back.</param>
/// <param name="http">Asks.</param>
public sealed class PaymentService(Uri provider, Webhooks? webhooks, HttpMessageInvoker http)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentDictionary<string, string> _payments = new(StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/payments", MakeAsync);
        app.MapGet("/payments/{order}", FindAsync);
    }

    private async Task<IResult> MakeAsync(OrderToPay order, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(provider, "/v1/payments"));
        request.Content = JsonContent.Create(new { order.Amount, Reference = order.Order, webhooks?.Callback }, options: Json);
        using var response = await http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        var payment = (await response.Content.ReadFromJsonAsync<ProviderPayment>(Json, stop))!;
        _payments[order.Order] = payment.Id;
        if (webhooks is not null) await webhooks.ExpectAsync(payment.Id, new Uri(provider, "/v1/payments/" + payment.Id), stop);
        return Results.Json(new OrderPayment(order.Order, payment.Id, payment.Status), Json, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> FindAsync(string order, CancellationToken stop)
    {
        if (!_payments.TryGetValue(order, out var id)) return Results.NotFound();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(provider, "/v1/payments/" + id));
        using var response = await http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        var payment = (await response.Content.ReadFromJsonAsync<ProviderPayment>(Json, stop))!;
        return Results.Json(new OrderPayment(order, payment.Id, payment.Status), Json);
    }
}
