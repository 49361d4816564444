using System.Net.Http.Json;
using System.Text.Json;

namespace Shop.Orders;

/// <summary>What a customer buys.</summary>
/// <param name="Amount">In cents.</param>
public sealed record Purchase(long Amount);

/// <summary>How the payment service says that a payment stands.</summary>
internal sealed record PaymentState(string Payment, string Status);

/// <summary>Takes orders, and has them paid over the gateway. It learns that one is paid by looking into its own database, or by asking.</summary>
/// <param name="book">Its database.</param>
/// <param name="gateway">Behind which the payment service is.</param>
/// <param name="http">Asks.</param>
public sealed class OrderService(OrderBook book, Uri gateway, HttpMessageInvoker http, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/orders", PlaceAsync);
        app.MapGet("/orders", book.All);
        app.MapGet("/orders/{number}", (string number) => book.Find(number) is { } order ? Results.Json(order, Json) : Results.NotFound());
    }

    /// <summary>Short polling: asks for every order that isn't paid yet, again and again. With webhooks nobody calls this.</summary>
    public async Task PollAsync(TimeSpan every, CancellationToken stop)
    {
        using var turn = new PeriodicTimer(every, clock);
        while (await turn.WaitForNextTickAsync(stop))
            await Task.WhenAll(book.Unpaid().Select(order => AskAsync(order.Number, stop)));
    }

    private async Task<IResult> PlaceAsync(Purchase purchase, CancellationToken stop)
    {
        var number = book.Place(purchase.Amount);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway, "/payments"));
        request.Content = JsonContent.Create(new { Order = number, purchase.Amount }, options: Json);
        using var response = await http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        return Results.Json(book.Find(number), Json, statusCode: StatusCodes.Status201Created);
    }

    private async Task AskAsync(string number, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway, "/payments/" + number));
        try
        {
            using var response = await http.SendAsync(request, stop);
            // Not made yet, or nobody there: the next turn asks again.
            if (!response.IsSuccessStatusCode) return;
            if (await response.Content.ReadFromJsonAsync<PaymentState>(Json, stop) is { Status: "paid" } paid) book.Pay(number, paid.Payment);
        }
        catch (HttpRequestException) when (!stop.IsCancellationRequested)
        {
            // The same.
        }
    }
}
