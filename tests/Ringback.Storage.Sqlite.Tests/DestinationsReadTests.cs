using Ringback.Core.Catalog;
using Ringback.Core.Deliver;
using Ringback.Core.Messages;
using Ringback.Core.Paging;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Storage.Sqlite.Tests;

public sealed class DestinationsReadTests : SqliteTest
{
    /// <summary>
    /// Memory is looked at before the database: else a delivery that gets its outcome between the two would be in neither. The iterator is
    /// an endpoint that only the database still knows.
    /// </summary>
    [Fact]
    public async Task A_delivery_that_is_recorded_while_a_messages_destinations_are_read_is_one_of_them()
    {
        Store.Attach(new NoIntake(hasRoom: true));
        var (application, gone) = await OneEndpointAsync();
        // So many that only those are asked that take the message: its channels are looked at in the midst of the read.
        var endpoints = await AddAsync(application, 1001);
        var posted = (await Store.AcceptAsync(new NewMessage(MessageOf(application, ["a"])))).Message!;
        await Store.ChangeAsync(null, draft =>
        {
            draft.Remove(gone);
            return null;
        });
        using var recorded = new ManualResetEventSlim();
        Task? recording = null;
        var asked = MessageOf(application, new WatchedList<string>(["a"], () =>
        {
            recording ??= Store.RecordAsync(Success(posted, endpoints[0])).AsTask().ContinueWith(_ => recorded.Set(), TaskScheduler.Default);
            recorded.Wait();
        }));
        asked.Seq = posted.Seq;

        var page = await Store.Messages.DestinationsAsync(asked, new PageRequest(10, Descending: false, gone.Ksuid));

        await recording.ShouldNotBeNull();
        page.Items.ShouldHaveSingleItem().Endpoint.ShouldBe(endpoints[0].Id);
    }

    /// <summary>The first of them takes messages of the channel <c>a</c>, the others take none.</summary>
    private async Task<Endpoint[]> AddAsync(Application application, int count)
    {
        var endpoints = new Endpoint[count];
        await Store.ChangeAsync(null, draft =>
        {
            for (var i = 0; i < count; i++)
            {
                draft.Put(endpoints[i] = new HttpEndpoint
                {
                    Id = draft.NextId<Endpoint>(),
                    Ksuid = Ids.Next(),
                    ApplicationId = application.Id,
                    Url = "https://example.com",
                    UrlId = draft.UrlId("https://example.com"),
                    Channels = i == 0 ? ["a"] : null,
                    EventTypes = i == 0 ? null : ["other"],
                    CreatedAt = Now,
                    UpdatedAt = Now,
                });
            }

            return null;
        });
        return endpoints;
    }

    private Message MessageOf(Application application, IReadOnlyList<string> channels) => new()
    {
        Id = Ids.Next(),
        ApplicationId = application.Id,
        EventType = "invoice.paid",
        Channels = channels,
        AcceptedAt = Now,
        Payload = "{}"u8.ToArray(),
    };
}
