using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Profiles;
using Ringback.Verification.Text;

namespace Ringback.Storage.Contracts;

/// <summary>A source is kept whole, is found by its tokens only while they are good, and goes with its application.</summary>
public abstract class SourceContract : StoreContract
{
    private readonly SecretBox _box = new(RandomNumberGenerator.GetBytes(SecretBox.MasterKeySize));

    internal SourceContract(IStoreFactory stores) : base(stores)
    {
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart()
    {
        var kept = await AddSourceAsync("stripe-1", source => source with
        {
            Rules = new SourceRules(
                100, 3, 2048, ["POST", "PUT"], ["application/json"],
                CidrList.CreateFrom([IPNetwork.Parse("192.0.2.0/24")]), CidrList.CreateFrom([IPNetwork.Parse("10.0.0.1/32"), IPNetwork.Parse("2001:db8::/32")])),
            Answer = new SourceAnswer(202, "ok", "text/plain"),
            Duplicates = new DuplicateRules(0, AlsoBody: true),
            PublicUrl = "https://hooks.example.com/in/x",
        });
        Reopen();

        var application = Catalog.FindSource(Catalog.FindOrganisation(Organisation)!, "stripe-1").ShouldNotBeNull();
        var found = Catalog.Source(application.Id).ShouldNotBeNull();
        (found.Type, found.Answer, found.Duplicates, found.PublicUrl, found.CreatedAt, found.UpdatedAt)
            .ShouldBe((kept.Type, kept.Answer, kept.Duplicates, kept.PublicUrl, kept.CreatedAt, kept.UpdatedAt));
        (found.Rules with { Methods = null, ContentTypes = null, AllowedSources = null, TrustedProxies = null })
            .ShouldBe(new SourceRules(100, 3, 2048));
        found.Rules.Methods.ShouldBe(["POST", "PUT"]);
        found.Rules.ContentTypes.ShouldBe(["application/json"]);
        found.Rules.AllowedSources!.ToString().ShouldBe("192.0.2.0/24");
        found.Rules.TrustedProxies!.ToString().ShouldBe("10.0.0.1/32,2001:db8::/32");
        found.Tokens.ShouldBe(kept.Tokens);
        SourceCredentials.Open(_box, application.Ksuid, found.Sealed).Config!.Value.GetProperty("secret").GetString().ShouldBe("whsec_x");
        Catalog.Sources.ShouldBe([found]);
    }

    [Fact]
    public async Task What_is_not_set_has_its_default_after_a_restart()
    {
        var kept = await AddSourceAsync("s");
        Reopen();
        var found = Catalog.Source(kept.ApplicationId).ShouldNotBeNull();
        (found.Rules, found.Answer, found.Duplicates, found.PublicUrl).ShouldBe((SourceRules.Default, null, DuplicateRules.Default, null));
    }

    [Fact]
    public async Task A_source_is_found_by_its_tokens_while_they_are_good()
    {
        var source = await AddSourceAsync("s", token: "one");
        await ChangeAsync(draft => draft.Put(source with { Tokens = [new(SourceToken.HashOf("two"), null), new(SourceToken.HashOf("one"), Now + 1000)] }));
        for (var round = 0; round < 2; round++)
        {
            Find("one", Now + 999).ShouldNotBeNull().ApplicationId.ShouldBe(source.ApplicationId);
            Find("one", Now + 1000).ShouldBeNull();
            Find("two", Now + 1000).ShouldNotBeNull();
            Find("three", Now).ShouldBeNull();
            Reopen();
        }

        await ChangeAsync(draft => draft.Put(Catalog.Source(source.ApplicationId)! with { Tokens = [new(SourceToken.HashOf("two"), null)] }));
        Find("one", 0).ShouldBeNull();
        Find("two", 0).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_removed_application_takes_its_source_along()
    {
        var source = await AddSourceAsync("s", token: "one");
        await ChangeAsync(draft => draft.Remove(Catalog.Application(source.ApplicationId)!));
        for (var round = 0; round < 2; round++)
        {
            Catalog.Source(source.ApplicationId).ShouldBeNull();
            Catalog.Sources.ShouldBeEmpty();
            Find("one", 0).ShouldBeNull();
            Reopen();
        }
    }

    [Fact]
    public async Task A_change_that_throws_leaves_source_and_tokens_as_they_were()
    {
        var source = await AddSourceAsync("s", token: "one");
        await Should.ThrowAsync<FormatException>(ChangeAsync(draft =>
        {
            draft.Put(source with { Type = "github", Tokens = [new(SourceToken.HashOf("two"), null)] });
            draft.Remove(Catalog.Application(source.ApplicationId)!);
            throw new FormatException("no");
        }));
        for (var round = 0; round < 2; round++)
        {
            Catalog.Source(source.ApplicationId).ShouldNotBeNull().Type.ShouldBe("stripe");
            Find("one", 0).ShouldNotBeNull();
            Find("two", 0).ShouldBeNull();
            Reopen();
        }
    }

    private Source? Find(string token, long now) => Catalog.FindSourceByTokenHash(SourceToken.HashOf(token), now);

    private async Task<Source> AddSourceAsync(string uid, Func<Source, Source>? shape = null, string token = "token")
    {
        Source? made = null;
        await ChangeAsync(draft =>
        {
            var application = new SourceApplication
            {
                Id = draft.NextId<Application>(),
                Ksuid = Ids.Next(),
                Organisation = draft.Organisation(Organisation),
                Uid = uid,
                Name = "n",
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            using var config = JsonDocument.Parse("""{"secret":"whsec_x"}""");
            var credentials = new SourceCredentials([new KeptToken(token, null)], config.RootElement, []);
            made = new Source
            {
                ApplicationId = application.Id,
                Type = "stripe",
                Tokens = credentials.TokenHashes,
                Sealed = credentials.Seal(_box, application.Ksuid),
                CreatedAt = Now,
                UpdatedAt = Now,
            };
            made = shape?.Invoke(made) ?? made;
            draft.Put(application);
            draft.Put(made);
        });
        return made!;
    }
}
