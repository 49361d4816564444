using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Ringback.Core.Settings;
using Ringback.Server.Api.Answers;
using Ringback.Testing;
using RawConnection = Ringback.Server.Tests.Gateway.RawConnection;

namespace Ringback.Server.Tests.Api.Answers;

/// <summary>Clients that ask for much and read nothing, over real connections.</summary>
public sealed class UnreadAnswerTests : ApiTest
{
    private const int Memory = 32 << 20;
    private const int Payload = 1_000_000;

    /// <value>Answers that a client asks for at once: more than the buffers of its connection take when it reads none.</value>
    private const int Asked = 16;

    private const string Messages = "/api/v1/app/shop/msg";

    private readonly ManualTime _clock = new();
    private readonly List<RawConnection> _connections = [];

    private AnswerBudget Budget => Server.Services.GetRequiredService<AnswerBudget>();

    private protected override TimeProvider Time => _clock;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await ApplicationAsync("shop");
        for (var i = 0; i < 5; i++)
            await JsonAsync(202, "POST", Messages + "?with_content=false", $$$"""{"eventType":"a","eventId":"large-{{{i}}}","payload":{"x":"{{{new string('x', Payload)}}}"} }""");
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) connection.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(Messages + "?limit=250")]
    [InlineData(Messages + "/large-0")]
    public async Task Unread_answers_take_no_more_memory_than_is_set_and_leave_room_for_other_organisations(string path)
    {
        for (var i = 0; i < 20; i++) await AskAsync(path);
        (await BudgetAsync(static budget => budget is { Held: > 4 * Payload, Waiting: > 0 })).Held.ShouldBeLessThanOrEqualTo(Memory);

        UseOtherOrganisation();
        await ApplicationAsync("shop");
        (await GetAsync(Messages)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_customer_who_reads_nothing_leaves_room_for_other_customers_of_the_organisation()
    {
        var (greedy, other) = ((string)(await JsonAsync(200, "GET", "/api/v1/app/shop"))["id"]!, await ApplicationAsync("other"));
        UseApplication(greedy);
        for (var i = 0; i < 12; i++) await AskAsync(Messages);
        await BudgetAsync(static budget => budget is { Held: > 4 * Payload, Waiting: > 0 });

        UseApplication(other);
        (await GetAsync("/api/v1/app/other/msg")).Status.ShouldBe(200);
        UseOrganisation();
        (await GetAsync(Messages + "?with_content=false")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_connection_that_ends_gives_its_room_to_the_next()
    {
        for (var i = 0; i < 12; i++) await AskAsync(Messages);
        await BudgetAsync(static budget => budget is { Held: > 4 * Payload, Waiting: > 0 });
        var waits = Server.SendAsync("GET", Messages);

        foreach (var connection in _connections) connection.Dispose();

        (await Wait.ForAsync(waits)).Status.ShouldBe(200);
        await BudgetAsync(static budget => budget is { Held: 0, Waiting: 0 });
    }

    [Theory]
    [InlineData(Messages)]
    [InlineData(Messages + "/large-0")]
    public async Task A_client_that_reads_too_slowly_is_cut_off(string path)
    {
        var connection = await AskAsync(path);
        await BudgetAsync(static budget => budget.Held > Payload);

        await Wait.UntilAsync(
            async () =>
            {
                _clock.Advance(PacedOutput.Grace);
                return await IsCutOffAsync(connection);
            }, () => Seen);
        await BudgetAsync(static budget => budget.Held == 0);
    }

    [Fact]
    public async Task An_answer_to_a_post_that_nobody_reads_counts_too()
    {
        var body = $$$"""{"eventType":"a","payload":{"x":"{{{new string('x', Payload)}}}"} }""";
        var connection = await OpenAsync();
        var sending = connection.SendAsync(string.Concat(Enumerable.Repeat(
            $"POST {Messages} HTTP/1.1\r\nHost: x\r\nAuthorization: {Authorization}\r\nContent-Length: {body.Length}\r\n\r\n{body}", Asked)));

        await BudgetAsync(static budget => budget.Held > Payload);
        connection.Dispose();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await BudgetAsync(static budget => budget.Held == 0);
    }

    private (long Held, int Waiting) Seen => (Budget.Held, Budget.Waiting);

    private Task<(long Held, int Waiting)> BudgetAsync(Func<(long Held, int Waiting), bool> wanted, [CallerArgumentExpression(nameof(wanted))] string expression = "") =>
        Wait.ForAsync(() => Seen, wanted, expression: expression);

    private protected override void Configure(RingbackOptions options) => options.AnswerMemory = Memory;

    /// <summary>Whether the server has ended the connection: reading would tell too, but would be what this client doesn't do.</summary>
    private static async Task<bool> IsCutOffAsync(RawConnection connection)
    {
        try
        {
            await connection.SendAsync("G");
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private string Authorization => Server.Client.DefaultRequestHeaders.Authorization!.ToString();

    private async Task<RawConnection> AskAsync(string path)
    {
        var connection = await OpenAsync();
        await connection.SendAsync(string.Concat(Enumerable.Repeat($"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {Authorization}\r\n\r\n", Asked)));
        return connection;
    }

    private async Task<RawConnection> OpenAsync()
    {
        var connection = await RawConnection.OpenAsync(Server.Client.BaseAddress!.Port);
        _connections.Add(connection);
        return connection;
    }
}
