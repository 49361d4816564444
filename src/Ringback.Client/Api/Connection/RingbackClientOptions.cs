namespace Ringback.Client.Api;

/// <summary>How to reach a Ringback server.</summary>
public sealed class RingbackClientOptions
{
    /// <summary>The server's URL, without <c>/api/v1</c>: <c>http://127.0.0.1:8071</c>.</summary>
    /// <value>Default: the base address of the <see cref="HttpClient"/>.</value>
    public Uri? Server { get; set; }

    /// <summary>An organisation's token, as <c>ringback token</c> prints it.</summary>
    public string Token { get; set; } = "";

    /// <summary>
    /// How often a request is sent again that didn't get through, or was answered 408, 429, 502, 503 or 504. That does nothing twice:
    /// every POST has an <c>Idempotency-Key</c>, the same each time.
    /// </summary>
    /// <value>Default 3, 0 turns it off.</value>
    public int Retries { get; set; } = 3;

    /// <summary>The wait before the first retry; each further one is double, by a half more or less at random. <c>Retry-After</c> makes it longer, up to <see cref="LongestDelay"/>.</summary>
    /// <value>Default 200 milliseconds.</value>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two tries. A <c>Retry-After</c> beyond it isn't waited for.</summary>
    /// <value>Default 30 seconds.</value>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What waits are measured by.</summary>
    /// <value>Default <see cref="TimeProvider.System"/>.</value>
    public TimeProvider Clock { get; set; } = TimeProvider.System;
}
