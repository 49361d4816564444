using Ringback.Core.Catalog;
using Ringback.Core.History;

namespace Ringback.Storage.Contracts;

/// <summary>How an endpoint's deliveries ended, counted to the time that was asked for.</summary>
public abstract class StatisticsContract : StoreContract
{
    private const long Hour = 3_600_000;

    internal StatisticsContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task Whole_hours_are_counted_and_kept()
    {
        var (application, endpoint) = await OneAsync();
        var start = Now;
        await EndAsync(application, endpoint, 200);
        await EndAsync(application, endpoint, 500);
        await Store.Jobs.RetainAsync(Now);
        Clock.Advance(TimeSpan.FromHours(2));
        await EndAsync(application, endpoint, 200);
        await CancelAsync(await PostAsync(application), endpoint);
        await PostAsync(application);
        await ExpectAsync();
        Reopen();
        await ExpectAsync();

        async Task ExpectAsync()
        {
            (await Store.Messages.StatisticsAsync(endpoint, start, start + 3 * Hour)).ShouldBe(new EndpointStatistics(2, 1, 1, 1));
            (await Store.Messages.StatisticsAsync(endpoint, start + Hour, start + 3 * Hour)).ShouldBe(new EndpointStatistics(1, 1, 0, 1));
        }
    }

    /// <summary>One ends after 10, 20, …, 110 minutes, and 12 ms: a success, a failure, in turn.</summary>
    [Theory]
    [InlineData(0, 120, 6, 5)]
    [InlineData(10, 110, 5, 5)]
    [InlineData(15, 25, 0, 1)]
    [InlineData(25, 35, 1, 0)]
    [InlineData(25, 60, 2, 1)]
    [InlineData(60, 75, 1, 1)]
    [InlineData(55, 75, 1, 1)]
    [InlineData(61, 75, 1, 0)]
    [InlineData(45, 105, 3, 3)]
    [InlineData(119, 120, 0, 0)]
    public async Task Parts_of_hours_are_counted_to_the_time(int since, int until, int success, int fail)
    {
        var (application, endpoint) = await OneAsync();
        var start = Now;
        for (var i = 1; i <= 11; i++)
        {
            Clock.Advance(TimeSpan.FromMinutes(10));
            await EndAsync(application, endpoint, i % 2 == 1 ? 200 : 500);
        }

        (await Store.Messages.StatisticsAsync(endpoint, start + since * 60_000L, start + until * 60_000L)).ShouldBe(new EndpointStatistics(success, 0, fail, 0));
    }

    [Fact]
    public async Task An_end_counts_in_the_millisecond_in_which_its_last_attempt_ended()
    {
        var (application, endpoint) = await OneAsync();
        Clock.Advance(TimeSpan.FromMinutes(59));
        await EndAsync(application, endpoint, 200);
        var ended = Now + 12;
        (await Store.Messages.StatisticsAsync(endpoint, ended, ended + 1)).Success.ShouldBe(1);
        (await Store.Messages.StatisticsAsync(endpoint, ended - 1, ended)).Success.ShouldBe(0);
        (await Store.Messages.StatisticsAsync(endpoint, ended + 1, ended + 2)).Success.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_tried_again_has_not_ended_and_what_was_sent_again_counts_where_it_ended_last()
    {
        var (application, endpoint) = await OneAsync();
        var start = Now;
        var waiting = await PostAsync(application);
        await RecordAsync(waiting, endpoint, 500, retryAt: Now + 1000);
        var failed = await PostAsync(application);
        await RecordAsync(failed, endpoint, 500);
        Clock.Advance(TimeSpan.FromMinutes(10));
        await Store.Editor.ResendAsync(null, failed, endpoint);
        await RecordAsync(failed, endpoint, 500, manual: true);
        (await Store.Messages.StatisticsAsync(endpoint, start, start + 5 * 60_000)).ShouldBe(new EndpointStatistics(0, 1, 0, 0));
        (await Store.Messages.StatisticsAsync(endpoint, start + 5 * 60_000, start + 15 * 60_000)).ShouldBe(new EndpointStatistics(0, 0, 1, 0));
    }

    private async Task<(Application Application, int Endpoint)> OneAsync()
    {
        var application = await AddApplicationAsync();
        return (application, (await AddEndpointAsync(application)).Id);
    }

    private async Task EndAsync(Application application, int endpoint, int code) => await RecordAsync(await PostAsync(application), endpoint, code);
}
