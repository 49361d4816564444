using Microsoft.Extensions.Logging.Abstractions;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Profiles;
using Ringback.Core.Settings;
using Ringback.Server.Node;
using Ringback.Server.Settings;
using Ringback.Verification.Signing;

namespace Ringback.Server.Tests.Secrets;

/// <summary>A database that was sealed with another key isn't opened: nothing in it could be signed or verified.</summary>
public sealed class WrongKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-key-").FullName;
    private readonly byte[] _key = new byte[32];
    private readonly byte[] _other = [.. Enumerable.Repeat((byte)1, 32)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Neither_endpoints_nor_sources_open_with_another_key(bool source, bool endpoint)
    {
        await using (var node = Open(_key))
        {
            await node.CatalogStore.ChangeAsync(null, draft =>
            {
                Fill(draft, node, source, endpoint);
                return null;
            });
        }

        Should.Throw<StartException>(() => Open(_other)).Message.ShouldContain("encrypted with the key");
        await using var again = Open(_key);
        again.Catalog.Sources.Count().ShouldBe(source ? 1 : 0);
    }

    private RingbackNode Open(byte[] key) => RingbackNode.Open(new RingbackOptions(), _folder, key, TimeProvider.System, NullLoggerFactory.Instance);

    private static void Fill(CatalogDraft draft, RingbackNode node, bool source, bool endpoint)
    {
        var (number, ksuid, organisation) = (draft.NextId<Application>(), node.Ids.Next(), draft.Organisation("org_1"));
        Application application = source
            ? new SourceApplication { Id = number, Ksuid = ksuid, Organisation = organisation, Name = "n", CreatedAt = 0, UpdatedAt = 0 }
            : new CustomerApplication { Id = number, Ksuid = ksuid, Organisation = organisation, Name = "n", CreatedAt = 0, UpdatedAt = 0 };
        draft.Put(application);
        if (source)
        {
            var credentials = new SourceCredentials([new KeptToken("t", null)], null, []);
            draft.Put(new Source
            {
                ApplicationId = application.Id,
                Type = "generic-webhook",
                Sealed = credentials.Seal(node.Box, application.Ksuid),
                CreatedAt = 0,
                UpdatedAt = 0,
            });
        }
        if (!endpoint) return;
        var id = node.Ids.Next();
        draft.Put(new HttpEndpoint
        {
            Id = draft.NextId<Endpoint>(),
            Ksuid = id,
            ApplicationId = application.Id,
            Url = "https://example.com",
            Sealed = new EndpointCredentials([new KeptSecret(EndpointSecret.Generate().Text, null)], null).Seal(node.Box, id),
            CreatedAt = 0,
            UpdatedAt = 0,
        });
    }
}
