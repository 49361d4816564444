using System.Net.Http.Headers;

namespace Shop.Payments;

/// <summary>What the payment service knows of Ringback.</summary>
/// <param name="callback">The source's ingest URL, as the provider sees it.</param>
/// <param name="expectations">Where expectations of the source are made: <c>…/api/v1/source/{id}/expectation</c>.</param>
/// <param name="token">An organisation's.</param>
/// <param name="patience">After it the provider is asked.</param>
/// <param name="http">Tells Ringback.</param>
public sealed class Webhooks(Uri callback, Uri expectations, string token, TimeSpan patience, HttpMessageInvoker http, TimeProvider clock)
{
    private int _expected;

    public Uri Callback => callback;

    /// <value>Expectations made.</value>
    public int Expected => _expected;

    /// <summary>
    /// "That this payment is paid should be heard of by then; else ask." What the answer says is made the event that didn't come.
    /// </summary>
    /// <param name="payment">The provider's id.</param>
    /// <param name="ask">Where the provider says how it stands.</param>
    public async Task ExpectAsync(string payment, Uri ask, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, expectations)
        {
            Content = JsonContent.Create(new
            {
                key = payment,
                fulfilledWhen = new { keyPointer = "/data/object/id", eventTypes = (string[])["payment.paid"] },
                deadline = clock.GetUtcNow() + patience,
                poll = new
                {
                    url = ask,
                    every = "60s",
                    until = new { conditions = (object[])[new { pointer = "/status", equals = "paid" }] },
                    @event = new
                    {
                        type = "payment.{{/status}}",
                        payload = new { data = new { @object = new { id = "{{/id}}", reference = "{{/reference}}", amount = "{{/amount}}", status = "{{/status}}" } } },
                    },
                },
            }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        Interlocked.Increment(ref _expected);
    }
}
