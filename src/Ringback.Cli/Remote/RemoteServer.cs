using System.Net;
using Ringback.Client.Api;

namespace Ringback.Cli.Remote;

/// <summary>A running server, for commands: the client library, whose failures are told in a command's words.</summary>
internal sealed class RemoteServer : IDisposable
{
    private readonly HttpClient _http;
    private readonly RingbackClient _client;
    private readonly string? _tokenFile;

    /// <param name="address">With a slash at its end.</param>
    /// <param name="token">An organisation's.</param>
    /// <param name="tokenFile">Where the token was read; null: in the variable.</param>
    public RemoteServer(Uri address, string token, string? tokenFile = null)
    {
        _tokenFile = tokenFile;
        Address = address;
        // The handler has a time limit of its own. Somebody waits: what fails is told at once, and they may try again.
        _http = new HttpClient(new RemoteHandler(address)) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new RingbackClient(_http, new RingbackClientOptions { Server = address, Token = token, Retries = 0 });
    }

    public Uri Address { get; }

    /// <summary>Asks for something.</summary>
    /// <exception cref="RequestFailedException">It wasn't answered, or not as it should be.</exception>
    public async Task<T> AskAsync<T>(Func<RingbackClient, Task<T>> ask)
    {
        try
        {
            return await ask(_client);
        }
        catch (RingbackApiException e)
        {
            throw Failure(e);
        }
    }

    /// <summary>Has something done.</summary>
    /// <exception cref="RequestFailedException">It wasn't answered, or not as it should be.</exception>
    public Task AskAsync(Func<RingbackClient, Task> ask) => AskAsync(async client =>
    {
        await ask(client);
        return true;
    });

    public void Dispose() => _http.Dispose();

    private RequestFailedException Failure(RingbackApiException e)
    {
        var status = (int)e.Status;
        if (e.Status == HttpStatusCode.Unauthorized)
        {
            return new($"the server at {Address} refused the token" + (_tokenFile is null
                ? ". Set another token in RINGBACK_TOKEN."
                : $" in {_tokenFile}. Give the data folder of this server with --data, or set a token in RINGBACK_TOKEN."), status);
        }
        if (status is >= 200 and <= 299) return AnswerFields.NotRingback($"the server at {Address} answered {status} without the fields of an answer");
        return new($"the server answered {status}: {(e.Fields.Count == 0 ? e.Detail : string.Join("; ", e.Fields.Select(Place)))}", status);
    }

    /// <summary>Without what every place begins with, the body.</summary>
    private static string Place(RingbackFieldError error) => $"{string.Join('.', error.Loc.Skip(1))}: {error.Msg}";
}
