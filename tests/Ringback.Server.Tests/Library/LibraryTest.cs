using System.Net;
using Ringback.Client.Api;
using Ringback.Core.Background;
using Ringback.Core.Settings;
using Ringback.Server.Tests.Api;
using Ringback.Testing;
using Ringback.Verification.Text;

namespace Ringback.Server.Tests.Library;

/// <summary>A test of Ringback.Client's typed client against a server and a receiver.</summary>
public abstract class LibraryTest : ApiTest
{
    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected FakeReceiver Receiver { get; private set; } = null!;

    private protected RingbackClient Library => field ??= new RingbackClient(new HttpClient(), new RingbackClientOptions
    {
        Server = Server.Client.BaseAddress,
        Token = Server.Client.DefaultRequestHeaders.Authorization!.Parameter!,
    });

    public override async ValueTask InitializeAsync()
    {
        Receiver = await FakeReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override void Configure(RingbackOptions options)
    {
        options.AllowedDestinations = CidrList.CreateFrom([IPNetwork.Parse("127.0.0.0/8")]);
        options.RetrySchedule = RetrySchedule.None;
    }

    private protected static async Task RefusedAsync(HttpStatusCode status, string? code, Func<Task> call)
    {
        var refusal = await Should.ThrowAsync<RingbackApiException>(call);
        (refusal.Status, refusal.Code).ShouldBe((status, code), refusal.Message);
    }

    /// <summary>A 422 that names this field.</summary>
    private protected static async Task WrongAsync(string field, Func<Task> call)
    {
        var refusal = await Should.ThrowAsync<RingbackApiException>(call);
        refusal.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refusal.Message);
        refusal.Fields.Select(static wrong => string.Join('.', wrong.Loc)).ShouldContain(field);
    }
}
