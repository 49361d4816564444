using System.Globalization;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Jobs;
using Ringback.Core.Messages;
using Ringback.Core.Record;
using Ringback.Core.Route;

namespace Ringback.Storage.Contracts.Model;

/// <summary>
/// A message is on record once for each of its keys, and from the same moment on it has work, or a canceled delivery, at every endpoint that
/// takes it.
/// </summary>
internal sealed class ModelAccept(ModelState state, ModelExpectations expectations) : IAcceptStore
{
    /// <value>A message that more endpoints take is expanded by a job.</value>
    private const int MostAtOnce = 1000;

    public ValueTask<Accepted> AcceptAsync(NewMessage message) => state.Do(() => Accept(message));

    public ValueTask<ReceivedResult> ReceiveAsync(ReceivedRequest request) => state.Do(() => Receive(request));

    /// <summary>
    /// The key decides first: the same request again gets the first message, another body is refused. Then the application must be there,
    /// and the event id must be free in it.
    /// </summary>
    public Accepted Accept(NewMessage given)
    {
        var message = given.Message;
        if (given.Key is { } key && state.Key(key.Hash) is { Seq: { } seq } known && state.Message(seq) is { } first)
            return known.Body == key.Body ? new Accepted(AcceptStatus.Replayed, first) : new Accepted(AcceptStatus.KeyReused, null);
        if (state.Catalog.Application(message.ApplicationId) is null)
            return new Accepted(AcceptStatus.ApplicationGone, null);
        if (state.EventIds.Exists(other => other.Application == message.ApplicationId && other.EventId == message.EventId))
            return new Accepted(AcceptStatus.DuplicateEventId, null);

        Add(message);
        if (message.EventId is { } eventId)
            state.EventIds.Add(new EventIdRow(message.ApplicationId, eventId, message.Seq));
        // One that an SDK made up is known for at least its time, one that was chosen until its time.
        if (given.Key is { } fresh)
            state.Keep(new KeyRow(
                fresh.Hash, message.Seq, null, fresh.Body,
                message.AcceptedAt + (fresh.MadeUp ? IdempotencyKey.MadeUpLifetime + 1 : IdempotencyKey.ChosenLifetime)));
        expectations.Sent(message);
        if (given.OnlyEndpoint is { } only)
            AddWork(message, [only], mayBeDirect: true);
        else
            Route(message);
        return new Accepted(AcceptStatus.Accepted, message);
    }

    /// <summary>
    /// Each event that has a key which is on record is a duplicate of the message that has it, and takes none. An event that comes late,
    /// after it was made of an answer, is the duplicate of what was made, and leaves its keys to that. All others are new, next to each other. A request that is known by its own key was kept before.
    /// </summary>
    public ReceivedResult Receive(ReceivedRequest request)
    {
        if (state.Catalog.Application(request.ApplicationId) is null)
            return default;
        if (request.Repeat is { } repeat && state.Key(repeat.Hash) is not null)
            return ReceivedResult.NotDecided;
        var first = state.Next.Seq;
        var outcomes = request.Events.Select(received =>
        {
            if (EarlierOf(received) is { } earlier)
            {
                state.Duplicates.Add(new DuplicateRow(request.ApplicationId, earlier, received.Message.AcceptedAt));
                return new ReceivedOutcome(IsDuplicate: true, earlier);
            }

            Add(received.Message);
            KeepAll(received.Keys, received.Message.Seq);
            Route(received.Message);
            expectations.Came(received.Message);
            return new ReceivedOutcome(IsDuplicate: false, received.Message.Seq);
        }).ToArray();
        if (state.Next.Seq > first)
        {
            state.Requests.Add(new RequestRow(first, (int)(state.Next.Seq - first), request.Details));
            if (request.Repeat is { } own)
                KeepAll([own], first);
        }

        return new ReceivedResult(outcomes);
    }

    /// <summary>Work for a message; at a disabled endpoint it is on record as canceled. Once at each endpoint, however often it is asked for.</summary>
    /// <param name="mayBeDirect">Whether a lane that has room takes it without a row. One that keeps the order of its messages never does.</param>
    public void AddWork(Message message, IEnumerable<int> endpoints, bool mayBeDirect)
    {
        var due = message.DeliverAt > state.Now ? message.DeliverAt : null;
        var (direct, offered) = (new List<int>(), new List<int>());
        foreach (var endpoint in endpoints.Select(state.Catalog.Destination).OfType<Destination>())
        {
            if (endpoint.Disabled)
            {
                if (!state.Deliveries.Exists(known => known.Seq == message.Seq && known.Endpoint == endpoint.Id))
                    state.Deliveries.Add(new DeliveryRow(message.Seq, endpoint.Id, DeliveryState.Canceled));
                state.Ends.Add(new EndRow(endpoint.Id, DeliveryState.Canceled, state.Now));
                continue;
            }

            var isDirect = mayBeDirect && due is null && endpoint.Order != DeliveryOrder.Fifo && state.Intake.TryReserve(endpoint.Id);
            if (!state.Work.Exists(known => known.Seq == message.Seq && known.Endpoint == endpoint.Id))
                state.Work.Add(new WorkRow(endpoint.Id, message.Seq, due, Direct: isDirect ? direct.Count : null));
            (isDirect ? direct : offered).Add(endpoint.Id);
        }

        if (direct.Count + offered.Count == 0)
            return;
        if (due is { } at)
            state.Tell(() => state.Intake.DueAt(at));
        else
            state.Tell(() => state.Intake.Offer(message, [.. direct, .. offered], direct.Count));
    }

    /// <summary>The endpoints behind an id that take a message by its type and channels, in the order of their creation.</summary>
    public IEnumerable<int> Takers(Message message, int after = 0)
    {
        var endpoints = state.Catalog.EndpointsOf(message.ApplicationId);
        return endpoints.Page(after, int.MaxValue, descending: false).Concat(endpoints.Operations().Where(id => id > after))
            .Select(state.Catalog.Destination).OfType<Destination>().Where(endpoint => Takes(endpoint, message)).Select(static endpoint => endpoint.Id);
    }

    /// <summary>Without the operations whose conditions don't hold of the message.</summary>
    public List<int> Meet(Message message, IEnumerable<int> takers)
    {
        var ids = takers.ToList();
        var operations = ids.Select(state.Catalog.Operation).OfType<SourceOperation>().ToList();
        new RouteConditions(operations).Filter(message, ids, ids.Count - operations.Count);
        return ids;
    }

    public static bool Takes(Destination endpoint, Message message) =>
        endpoint is not PollerEndpoint && Wants(endpoint.EventTypes, endpoint.Channels, message);

    public static bool Wants(IReadOnlyList<string>? eventTypes, IReadOnlyList<string>? channels, Message message) =>
        (eventTypes is null || EventTypeName.IsOneOf(eventTypes, message.EventType))
        && (channels is null || channels.Any(channel => message.Channels?.Contains(channel) == true));

    private void Add(Message message)
    {
        message.Seq = state.Next.Seq++;
        state.Messages.Add(message);
    }

    /// <summary>To very many it is expanded by a job, and so is what would overtake such a message in an application that has a FIFO endpoint.</summary>
    private void Route(Message message)
    {
        var takers = Takers(message).Take(MostAtOnce + 1).ToList();
        var meet = takers.Count > MostAtOnce ? takers : Meet(message, takers);
        if (meet.Count == 0)
            return;
        var waits = state.Jobs.Exists(job => job is { Kind: JobKind.FanOut, Status: JobStatus.Running } && job.ApplicationId == message.ApplicationId)
            && state.Catalog.EndpointsOf(message.ApplicationId).HasFifo;
        if (takers.Count <= MostAtOnce && !waits)
        {
            AddWork(message, meet, mayBeDirect: true);
            return;
        }

        state.Jobs.Add(new Job
        {
            Key = state.Next.Other(),
            Id = state.Ids.Next(),
            Kind = JobKind.FanOut,
            OrganisationId = state.Catalog.Application(message.ApplicationId)!.Organisation.Id,
            ApplicationId = message.ApplicationId,
            Arguments = message.Seq.ToString(CultureInfo.InvariantCulture),
            CreatedAt = message.AcceptedAt,
            UpdatedAt = message.AcceptedAt,
        });
        state.Tell(state.JobAdded);
    }

    private long? EarlierOf(ReceivedEvent received)
    {
        var known = received.Keys.Select(key => state.Key(key.Hash)?.Seq).FirstOrDefault(static seq => seq is not null);
        if (known is not null || expectations.MadeOf(received.Message) is not { } made)
            return known;
        if (received.Keys.Length == 0)
            return made;
        // Only one webhook is the late one of what was made: the next about the same object is news.
        var late = DuplicateKey.Create(
            received.Message.ApplicationId, DuplicateKeyKind.Late, made.ToString(CultureInfo.InvariantCulture), received.Keys[0].Expires);
        if (state.Key(late.Hash) is not null)
            return null;
        KeepAll([late, .. received.Keys], made);
        return made;
    }

    private void KeepAll(IEnumerable<DuplicateKey> keys, long seq)
    {
        foreach (var key in keys)
            state.Keep(new KeyRow(key.Hash, seq, null, 0, key.Expires));
    }
}
