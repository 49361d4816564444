using System.Collections.Concurrent;
using Ringback.Core.Ids;

namespace Ringback.Core.Catalog;

/// <summary>
/// All that is configured, in memory: read by every stage without a lock, changed only by the store's writer,
/// inside the commit that makes the change durable.
/// </summary>
/// <remarks>A reader may see a change some milliseconds before its commit; a commit that fails takes it back.</remarks>
internal sealed class Catalog
{
    private static readonly ApplicationEndpoints NoEndpoints = new();

    // Each holds what there is of its kind, and what is removed leaves it. Organisations stay: there are as many as tokens were made for.
    private readonly ConcurrentDictionary<string, Organisation> _organisations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Organisation> _organisationById = new();
    private readonly ConcurrentDictionary<int, Application> _applications = new();
    private readonly ConcurrentDictionary<Ksuid, int> _applicationByKsuid = new();
    private readonly ConcurrentDictionary<(int Organisation, bool IsSource, string Uid), int> _applicationByUid = new();
    private readonly ConcurrentDictionary<int, SortedList<int, CustomerApplication>> _customersOf = new();
    private readonly ConcurrentDictionary<int, SortedList<int, SourceApplication>> _sourcesOf = new();
    private readonly ConcurrentDictionary<int, OperationalApplication> _operationalOf = new();
    private readonly ConcurrentDictionary<int, Source> _sources = new();
    private readonly ConcurrentDictionary<UInt128, int> _sourceByToken = new();
    private readonly ConcurrentDictionary<int, Destination> _destinations = new();
    private readonly ConcurrentDictionary<Ksuid, int> _destinationByKsuid = new();
    private readonly ConcurrentDictionary<(int Application, string Uid), int> _endpointByUid = new();
    private readonly ConcurrentDictionary<(int Application, string Uid), int> _operationByUid = new();
    private readonly ConcurrentDictionary<int, ApplicationEndpoints> _endpointsOf = new();
    private readonly ConcurrentDictionary<int, SortedList<string, EventType>> _eventTypes = new();

    /// <summary>Tells, on the thread of the store's writer, that a destination was put in the place of another; either may be null.</summary>
    public event Action<Destination?, Destination?>? DestinationReplaced;

    public int Destinations => _destinations.Count;

    /// <value>One that has sealed credentials, whichever; null when none has.</value>
    public Destination? AnySealed => _destinations.Select(d => d.Value).FirstOrDefault(d => d.Sealed.Length > 0);

    /// <value>Of all organisations, in no order.</value>
    public IEnumerable<Source> Sources => _sources.Select(s => s.Value);

    public Organisation? Organisation(int id) => _organisationById.GetValueOrDefault(id);

    public int OrganisationCount => _organisations.Count;

    public Organisation? FindOrganisation(string publicId) => _organisations.GetValueOrDefault(publicId);

    public Application? Application(int id) => _applications.GetValueOrDefault(id);

    /// <summary>What makes this application a source; null when it is none.</summary>
    public Source? Source(int applicationId) => _sources.GetValueOrDefault(applicationId);

    /// <summary>The source whose ingest URL has this token.</summary>
    /// <param name="hash">Of the token: <see cref="SourceToken.HashOf"/>.</param>
    /// <param name="now">Unix milliseconds: a token that was rotated away isn't found after its grace.</param>
    public Source? FindSourceByTokenHash(UInt128 hash, long now)
    {
        if (!_sourceByToken.TryGetValue(hash, out var id) || Source(id) is not { } source) return null;
        foreach (var token in source.Tokens)
        {
            if (token.Hash == hash) return token.IsGoodAt(now) ? source : null;
        }
        return null;
    }

    /// <summary>An endpoint or an operation: what work, history and lanes know by this integer.</summary>
    public Destination? Destination(int id) => _destinations.GetValueOrDefault(id);

    /// <summary>The endpoint with this integer; null when it is gone, or is an operation.</summary>
    public Endpoint? Endpoint(int id) => Destination(id) as Endpoint;

    /// <summary>The operation with this integer; null when it is gone, or is an endpoint.</summary>
    public SourceOperation? Operation(int id) => Destination(id) as SourceOperation;

    /// <summary>
    /// The application of this organisation with this id (<c>app_…</c>, or <c>src_…</c> of a source) or uid. Sources have uids of
    /// their own: see <see cref="FindSource"/>. The hidden one isn't found: see <see cref="OperationalApplication"/>.
    /// </summary>
    public Application? FindApplication(Organisation organisation, ReadOnlySpan<char> idOrUid) =>
        TryKsuid(idOrUid, IdPrefix.Source, out var ksuid) ? FindByKsuid(organisation, ksuid) as SourceApplication : FindCustomer(organisation, idOrUid);

    /// <summary>The customer's application of this organisation with this id (<c>app_…</c>) or uid.</summary>
    public CustomerApplication? FindCustomer(Organisation organisation, ReadOnlySpan<char> idOrUid) => TryKsuid(idOrUid, IdPrefix.Application, out var ksuid)
        ? FindByKsuid(organisation, ksuid) as CustomerApplication
        : FindByUid(organisation, isSource: false, idOrUid) as CustomerApplication;

    /// <summary>The application of the source of this organisation with this id (<c>src_…</c>) or uid.</summary>
    public SourceApplication? FindSource(Organisation organisation, ReadOnlySpan<char> idOrUid) => TryKsuid(idOrUid, IdPrefix.Source, out var ksuid)
        ? FindByKsuid(organisation, ksuid) as SourceApplication
        : FindByUid(organisation, isSource: true, idOrUid) as SourceApplication;

    /// <summary>The endpoint of this application with this id (<c>ep_…</c>) or uid.</summary>
    public Endpoint? FindEndpoint(Application application, ReadOnlySpan<char> idOrUid)
    {
        if (TryKsuid(idOrUid, IdPrefix.Endpoint, out var ksuid))
            return _destinationByKsuid.TryGetValue(ksuid, out var id) && Endpoint(id) is { } found && found.ApplicationId == application.Id ? found : null;

        return _endpointByUid.TryGetValue((application.Id, idOrUid.ToString()), out var byUid) ? Endpoint(byUid) : null;
    }

    /// <summary>The operation of this source with this id (<c>op_…</c>) or uid.</summary>
    public SourceOperation? FindOperation(SourceApplication source, ReadOnlySpan<char> idOrUid)
    {
        if (TryKsuid(idOrUid, IdPrefix.Operation, out var ksuid))
            return _destinationByKsuid.TryGetValue(ksuid, out var id) && Operation(id) is { } found && found.ApplicationId == source.Id ? found : null;
        return _operationByUid.TryGetValue((source.Id, idOrUid.ToString()), out var byUid) ? Operation(byUid) : null;
    }

    /// <summary>A source's operations, in order of creation.</summary>
    public SourceOperation[] Operations(SourceApplication source) =>
        [.. EndpointsOf(source.Id).Operations().Select(Operation).OfType<SourceOperation>()];

    /// <summary>An application's pollers, in order of creation.</summary>
    public IEnumerable<PollerEndpoint> Pollers(Application application) =>
        EndpointsOf(application.Id).Pollers().Select(Endpoint).OfType<PollerEndpoint>();

    /// <summary>The hidden application through which an organisation's operational webhooks go, if it has any.</summary>
    public OperationalApplication? OperationalApplication(Organisation organisation) => _operationalOf.GetValueOrDefault(organisation.Id);

    public ApplicationEndpoints EndpointsOf(int application) => _endpointsOf.GetValueOrDefault(application, NoEndpoints);

    /// <summary>The organisation's customers' applications, in order of creation.</summary>
    public CustomerApplication[] CustomerApplications(Organisation organisation) => All(_customersOf, organisation);

    /// <summary>The applications of the organisation's sources, in order of creation.</summary>
    public SourceApplication[] SourceApplications(Organisation organisation) => All(_sourcesOf, organisation);

    public EventType? FindEventType(Organisation organisation, string name)
    {
        if (!_eventTypes.TryGetValue(organisation.Id, out var list))
            return null;
        lock (list)
            return list.GetValueOrDefault(name);
    }

    /// <summary>The organisation's event types, by name.</summary>
    public EventType[] EventTypes(Organisation organisation)
    {
        if (!_eventTypes.TryGetValue(organisation.Id, out var list))
            return [];
        lock (list)
            return [.. list.Values];
    }

    /// <summary>Puts an entry in the place of the one with its id. For the store's writer only.</summary>
    /// <returns>What stood there before, or null.</returns>
    public CatalogEntry? Put(CatalogEntry entry)
    {
        switch (entry)
        {
            case Organisation organisation:
                var before = _organisations.GetValueOrDefault(organisation.PublicId);
                _organisations[organisation.PublicId] = organisation;
                _organisationById[organisation.Id] = organisation;
                return before;
            case Application application:
                return Replace(Application(application.Id), application);
            case Source source:
                return Replace(Source(source.ApplicationId), source);
            case Destination destination:
                return Replace(Destination(destination.Id), destination);
            case EventType type:
                var types = _eventTypes.GetOrAdd(type.OrganisationId, static _ => new(StringComparer.Ordinal));
                lock (types)
                {
                    var known = types.GetValueOrDefault(type.Name);
                    types[type.Name] = type;
                    return known;
                }

            default:
                throw new ArgumentException($"A catalog holds no {entry.GetType().Name}.", nameof(entry));
        }
    }

    /// <summary>What stands in the place of an entry now; null when nothing does.</summary>
    public CatalogEntry? Current(CatalogEntry entry) => entry switch
    {
        Organisation organisation => Organisation(organisation.Id),
        Application application => Application(application.Id),
        Source source => Source(source.ApplicationId),
        Destination destination => Destination(destination.Id),
        EventType type when Organisation(type.OrganisationId) is { } organisation => FindEventType(organisation, type.Name),
        _ => null,
    };

    /// <summary>Takes out what stands in the place of an entry. For the store's writer only.</summary>
    public void Remove(CatalogEntry entry)
    {
        switch (Current(entry))
        {
            case Organisation organisation:
                _organisations.TryRemove(organisation.PublicId, out _);
                _organisationById.TryRemove(organisation.Id, out _);
                break;
            case Application application:
                Replace(application, null);
                break;
            case Source source:
                Replace(source, null);
                break;
            case Destination destination:
                Replace(destination, null);
                break;
            case EventType type when _eventTypes.TryGetValue(type.OrganisationId, out var types):
                lock (types)
                    types.Remove(type.Name);
                break;
        }
    }

    private Application? FindByKsuid(Organisation organisation, Ksuid ksuid) =>
        _applicationByKsuid.TryGetValue(ksuid, out var id) && Application(id) is { } found && found.Organisation.Id == organisation.Id ? found : null;

    private Application? FindByUid(Organisation organisation, bool isSource, ReadOnlySpan<char> uid) =>
        _applicationByUid.TryGetValue((organisation.Id, isSource, uid.ToString()), out var id) ? Application(id) : null;

    private static TApplication[] All<TApplication>(ConcurrentDictionary<int, SortedList<int, TApplication>> lists, Organisation organisation)
    {
        if (!lists.TryGetValue(organisation.Id, out var list))
            return [];
        lock (list)
            return [.. list.Values];
    }

    /// <summary>Puts an application into the list of its kind, or takes the one with its id out.</summary>
    private void List(Application application, bool isThere)
    {
        var organisation = application.Organisation.Id;
        switch (application)
        {
            case CustomerApplication customer:
                Change(_customersOf, customer);
                break;
            case SourceApplication source:
                Change(_sourcesOf, source);
                break;
            case OperationalApplication operational:
                if (isThere)
                    _operationalOf[organisation] = operational;
                else
                    _operationalOf.TryRemove(organisation, out _);
                break;
            default:
                throw new ArgumentException($"There is no application of kind {application.GetType().Name}.", nameof(application));
        }

        void Change<TApplication>(ConcurrentDictionary<int, SortedList<int, TApplication>> lists, TApplication one)
        {
            var list = lists.GetOrAdd(organisation, static _ => []);
            lock (list)
            {
                if (isThere)
                    list[application.Id] = one;
                else
                    list.Remove(application.Id);
            }
        }
    }

    private Application? Replace(Application? previous, Application? next)
    {
        var (organisation, isSource) = ((next ?? previous)!.Organisation.Id, (next ?? previous) is SourceApplication);
        if (previous?.Uid is { } uid && previous.Uid != next?.Uid)
            _applicationByUid.TryRemove((organisation, isSource, uid), out _);
        if (previous is not null && next is null)
        {
            _applications.TryRemove(previous.Id, out _);
            _applicationByKsuid.TryRemove(previous.Ksuid, out _);
            List(previous, isThere: false);
        }

        if (next is not null)
        {
            _applications[next.Id] = next;
            _applicationByKsuid[next.Ksuid] = next.Id;
            if (next.Uid is not null)
                _applicationByUid[(organisation, isSource, next.Uid)] = next.Id;
            List(next, isThere: true);
        }

        return previous;
    }

    private Source? Replace(Source? previous, Source? next)
    {
        var id = (next ?? previous)!.ApplicationId;
        if (next is null) _sources.TryRemove(id, out _);
        else _sources[id] = next;
        foreach (var token in next?.Tokens ?? []) _sourceByToken[token.Hash] = id;
        foreach (var token in previous?.Tokens ?? [])
        {
            if (next is null || next.Tokens.All(kept => kept.Hash != token.Hash)) _sourceByToken.TryRemove(token.Hash, out _);
        }
        return previous;
    }

    private Destination? Replace(Destination? previous, Destination? next)
    {
        var application = (next ?? previous)!.ApplicationId;
        var byUid = (next ?? previous) is SourceOperation ? _operationByUid : _endpointByUid;
        if (previous?.Uid is { } uid && previous.Uid != next?.Uid)
            byUid.TryRemove((application, uid), out _);
        if (previous is not null && next is null)
        {
            _destinations.TryRemove(previous.Id, out _);
            _destinationByKsuid.TryRemove(previous.Ksuid, out _);
        }

        var all = _endpointsOf.GetOrAdd(application, static _ => new ApplicationEndpoints());
        all.Replace(previous, next);
        if (next is null && all.IsEmpty)
            _endpointsOf.TryRemove(application, out _);
        DestinationReplaced?.Invoke(previous, next);
        if (next is not null)
        {
            _destinations[next.Id] = next;
            _destinationByKsuid[next.Ksuid] = next.Id;
            if (next.Uid is not null)
                byUid[(application, next.Uid)] = next.Id;
        }

        return previous;
    }

    private static bool TryKsuid(ReadOnlySpan<char> text, string prefix, out Ksuid ksuid)
    {
        ksuid = default;
        return text.StartsWith(prefix, StringComparison.Ordinal) && Ksuid.TryParse(text[prefix.Length..], out ksuid);
    }
}
