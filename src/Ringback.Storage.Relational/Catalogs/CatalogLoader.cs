using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Ids;
using Ringback.Storage.Relational.Connection;
using Ringback.Storage.Relational.Sealing;

namespace Ringback.Storage.Relational.Catalogs;

/// <summary>Reads all that is configured, when the store is opened.</summary>
internal static class CatalogLoader
{
    /// <param name="catalog">Empty.</param>
    public static void Load(Database database, SealedTexts texts, Catalog catalog)
    {
        var organisations = new Dictionary<int, Organisation>();
        using (var rows = database.Prepare("select id, public_id from organisation"))
        {
            while (rows.Step())
            {
                var organisation = new Organisation(rows.Int32(0), rows.Text(1));
                organisations[organisation.Id] = organisation;
                catalog.Put(organisation);
            }
        }

        using (var rows = database.Prepare("select id, org, ksuid, doc from application order by id"))
        {
            while (rows.Step())
            {
                var document = JsonSerializer.Deserialize(rows.Text(3), DocumentJson.Default.ApplicationDocument)!;
                catalog.Put(document.ToApplication(rows.Int32(0), Ksuid.FromBytes(rows.Blob(2)), organisations[rows.Int32(1)]));
            }
        }

        using (var rows = database.Prepare("select app, doc, sealed from source"))
        {
            while (rows.Step())
            {
                var document = JsonSerializer.Deserialize(rows.Text(1), DocumentJson.Default.SourceDocument)!;
                // Its application was read before it.
                var owner = catalog.Application(rows.Int32(0))?.Ksuid ?? default;
                catalog.Put(document.ToSource(rows.Int32(0), owner, rows.Blob(2).ToArray(), texts));
            }
        }

        using (var rows = database.Prepare("select id, app, ksuid, doc, sealed from endpoint order by id"))
        {
            while (rows.Step())
            {
                var document = JsonSerializer.Deserialize(rows.Text(3), DocumentJson.Default.EndpointDocument)!;
                catalog.Put(document.ToDestination(rows.Int32(0), Ksuid.FromBytes(rows.Blob(2)), rows.Int32(1), rows.Blob(4).ToArray(), texts));
            }
        }

        using (var rows = database.Prepare("select doc from event_type"))
        {
            while (rows.Step())
                catalog.Put(JsonSerializer.Deserialize(rows.Text(0), DocumentJson.Default.EventType)!);
        }
    }
}
