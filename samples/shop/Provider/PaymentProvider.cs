using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Shop.Provider;

/// <summary>What a payment is asked for.</summary>
/// <param name="Amount">In cents.</param>
/// <param name="Reference">The shop's own number for it.</param>
/// <param name="Callback">Where to tell of it; null: nowhere.</param>
public sealed record PaymentRequest(long Amount, string Reference, Uri? Callback);

/// <summary>A payment as it is told, in answers and in callbacks.</summary>
public sealed record Payment(string Id, string Reference, long Amount, string Status);

/// <summary>A callback's body, of the shape of Stripe's events.</summary>
public sealed record PaymentEvent(string Id, string Type, PaymentEventData Data);

public sealed record PaymentEventData(Payment Object);

/// <summary>
/// A payment provider that answers who asks, and calls back as real ones do: mostly. Signs as Stripe does.
/// </summary>
/// <param name="secret">Callbacks are signed with it: <c>whsec_…</c></param>
/// <param name="seed">Of how it behaves.</param>
/// <param name="speed">The shop's seconds in one of ours.</param>
/// <param name="http">Makes the callbacks.</param>
public sealed class PaymentProvider(string secret, int seed, double speed, HttpMessageInvoker http, TimeProvider clock)
{
    private const int MostTries = 5;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Account> _payments = new(StringComparer.Ordinal);
    private readonly long _opened = clock.GetUtcNow().ToUnixTimeSeconds();
    private int _made;
    private int _asked;
    private int _told;
    private int _calling;

    /// <value>Questions about a payment that were answered.</value>
    public int Asked => _asked;

    /// <value>Callbacks that were answered 2xx.</value>
    public int Told => _told;

    /// <value>Callbacks that are still to come.</value>
    public int Calling => _calling;

    /// <value>When each payment was paid, by the shop's number for it.</value>
    public IReadOnlyDictionary<string, DateTimeOffset> Settled =>
        _payments.Values.ToDictionary(account => account.Reference, SettledAt, StringComparer.Ordinal);

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/payments", (PaymentRequest request, IHostApplicationLifetime life) => Make(request, life.ApplicationStopping));
        app.MapGet("/v1/payments/{id}", (string id) =>
        {
            Interlocked.Increment(ref _asked);
            return _payments.TryGetValue(id, out var account) ? Results.Json(Show(account), Json) : Results.NotFound();
        });
    }

    private IResult Make(PaymentRequest request, CancellationToken stop)
    {
        // Another one's after every start: ids of events are of this provider's for ever.
        var id = string.Create(CultureInfo.InvariantCulture, $"pay_{_opened:x}_{Interlocked.Increment(ref _made)}");
        var account = new Account(id, request.Reference, request.Amount, clock.GetUtcNow(), Behaviour.Of(seed, request.Reference));
        _payments[id] = account;
        if (request.Callback is { } callback)
        {
            foreach (var (after, status) in account.Behaviour.Callbacks())
            {
                Interlocked.Increment(ref _calling);
                _ = TellAsync(account, callback, after, status, stop);
            }
        }
        return Results.Json(Show(account), Json, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Calls until it is answered 2xx, some times.</summary>
    private async Task TellAsync(Account account, Uri callback, TimeSpan after, string status, CancellationToken stop)
    {
        try
        {
            await Task.Delay(after / speed, clock, stop);
            // A repetition has the id of the first, whatever it repeats: that is how it is known.
            var body = JsonSerializer.SerializeToUtf8Bytes(new PaymentEvent(
                $"evt_{account.Id}_{status}", "payment." + status, new PaymentEventData(Show(account) with { Status = status })), Json);
            for (var tried = 1; tried <= MostTries; tried++)
            {
                if (await IsHeardAsync(callback, body, stop))
                {
                    Interlocked.Increment(ref _told);
                    return;
                }
                await Task.Delay(BetweenTries / speed, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The provider goes out of business.
        }
        finally
        {
            Interlocked.Decrement(ref _calling);
        }
    }

    private async Task<bool> IsHeardAsync(Uri callback, byte[] body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, callback) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("Stripe-Signature", Sign(body));
        try
        {
            using var response = await http.SendAsync(request, stop);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary><c>t=1700000000,v1=…</c>: HMAC-SHA256 of time, dot and body (https://docs.stripe.com/webhooks#verify-manually).</summary>
    private string Sign(byte[] body)
    {
        var time = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(time + "."), .. body];
        return $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))}";
    }

    private Payment Show(Account account) => new(
        account.Id, account.Reference, account.Amount, clock.GetUtcNow() < SettledAt(account) ? PaymentStatus.Processing : PaymentStatus.Paid);

    private DateTimeOffset SettledAt(Account account) => account.MadeAt + account.Behaviour.SettlesAfter / speed;

    private sealed record Account(string Id, string Reference, long Amount, DateTimeOffset MadeAt, Behaviour Behaviour);
}
