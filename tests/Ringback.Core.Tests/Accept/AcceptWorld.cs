using System.Text;
using Ringback.Core.Accept;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Core.Messages;
using Ringback.Core.Route;
using Ringback.Core.Tests.Commit;

namespace Ringback.Core.Tests.Accept;

/// <summary>One application, the rule of accepting, and its rows in memory.</summary>
internal sealed class AcceptWorld : ISentMessages
{
    public const int Application = 7;

    private readonly IdSource _ids = new(TimeProvider.System);

    public AcceptWorld(IReadOnlyDictionary<int, int>? running = null)
    {
        Rows = new MemoryRows(Batch);
        Routes = new RouteTable(Catalog);
        FanOuts = new FanOuts(Batch, running ?? new Dictionary<int, int>());
        Messages = new MessageAcceptance(Batch, Rows, Catalog, Routes, FanOuts, this);
        var organisation = new Organisation(1, "org_1");
        Catalog.Put(organisation);
        Catalog.Put(new CustomerApplication
        {
            Id = Application,
            Ksuid = _ids.Next(),
            Organisation = organisation,
            Name = "app",
            CreatedAt = 0,
            UpdatedAt = 0,
        });
    }

    public MemoryBatch Batch { get; } = new();

    public MemoryRows Rows { get; }

    public Core.Catalog.Catalog Catalog { get; } = new();

    public RouteTable Routes { get; }

    public FanOuts FanOuts { get; }

    public MessageAcceptance Messages { get; }

    /// <value>Seqs that were shown to who expects something.</value>
    public List<long> Sent { get; } = [];

    public void AddEndpoint(int id, Func<Endpoint, Endpoint>? shape = null)
    {
        var endpoint = new HttpEndpoint { Id = id, Ksuid = _ids.Next(), ApplicationId = Application, Url = "https://example.com", CreatedAt = 0, UpdatedAt = 0 };
        Catalog.Put(shape?.Invoke(endpoint) ?? endpoint);
    }

    public Message NewMessage(string? eventId = null, long? deliverAt = null, int application = Application, long? acceptedAt = null) => new()
    {
        Id = _ids.Next(),
        ApplicationId = application,
        EventType = "a",
        EventId = eventId,
        AcceptedAt = acceptedAt ?? Batch.Now,
        DeliverAt = deliverAt,
        Payload = Encoding.UTF8.GetBytes("{}"),
    };

    public Accepted Accept(NewMessage message) => Messages.Accept(message, out _);

    public Accepted Accept(IdempotencyKey key) => Accept(new NewMessage(NewMessage(), key));

    void ISentMessages.MessageSent(Message message) => Sent.Add(message.Seq);
}
