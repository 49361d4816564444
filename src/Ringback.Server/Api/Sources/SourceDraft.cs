using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Receive.Verify;
using Ringback.Core.Reconcile;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;

namespace Ringback.Server.Api.Sources;

/// <summary>Puts sources, each with its application, into a change of the catalog.</summary>
internal sealed class SourceDraft(RingbackNode node)
{
    /// <param name="organisation"><c>org_…</c></param>
    /// <param name="id">What the API shows.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <exception cref="RefusedException">409: the uid is taken. 422: its configuration is missing.</exception>
    public Application Add(CatalogDraft draft, string organisation, SourceIn input, Ksuid id, long now)
    {
        var application = new Application
        {
            Id = draft.NextId<Application>(),
            Ksuid = id,
            Organisation = draft.Organisation(organisation),
            Kind = ApplicationKind.Source,
            Uid = input.Uid,
            Name = input.Name,
            Metadata = input.Metadata,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var source = new Source { ApplicationId = application.Id, Type = input.Type, CreatedAt = now, UpdatedAt = now };
        Put(draft, application, Over(draft, application, source, input), With(new SourceCredentials([], Config(input), []), input), now);
        return application;
    }

    /// <summary>All of it anew, but its ingest URL; its configuration and its expectations too, if they are given. Older secrets end with that.</summary>
    /// <inheritdoc cref="Add"/>
    public Application Replace(CatalogDraft draft, Application known, SourceIn input, long now)
    {
        var source = draft.Catalog.Source(known.Id)!;
        var credentials = SourceCredentials.Open(node.Box, known.Ksuid, source.Sealed);
        var stays = source.Type == input.Type && (input.Config is not { } given || AreSame(credentials.Config, given));
        if (!stays) credentials = credentials with { Config = Config(input), Retiring = [] };
        var application = known with { Name = input.Name, Uid = input.Uid, Metadata = input.Metadata, UpdatedAt = now };
        Put(draft, application, Over(draft, application, source, input), With(credentials, input), now);
        return application;
    }

    /// <summary>Another token, or other secrets.</summary>
    /// <exception cref="RefusedException">What <paramref name="change"/> refuses.</exception>
    public void Change(CatalogDraft draft, Application application, Func<Source, SourceCredentials, SourceCredentials> change, long now)
    {
        var source = draft.Catalog.Source(application.Id)!;
        var credentials = change(source, SourceCredentials.Open(node.Box, application.Ksuid, source.Sealed));
        Put(draft, application, source, credentials, now);
    }

    private void Put(CatalogDraft draft, Application application, Source source, SourceCredentials credentials, long now)
    {
        if (application.Uid is { } uid && draft.Catalog.FindSource(application.Organisation, uid) is { } other && other.Id != application.Id)
            throw new RefusedException(ApiError.Conflict($"A source with the uid \"{uid}\" exists already."));
        // A schedule has no URL; what had one before keeps it.
        if (source.Type == SourceTypes.Cron) credentials = credentials with { Tokens = [] };
        else if (credentials.Tokens.Count == 0) credentials = credentials.RotateToken(SourceToken.Generate(), now, graceMs: 0);
        draft.Put(application);
        try
        {
            draft.Put(source with { Tokens = credentials.TokenHashes, Sealed = credentials.Seal(node.Box, application.Ksuid), UpdatedAt = now });
        }
        catch (TooManyPointersException tooMany)
        {
            throw new RefusedException(ApiError.Invalid(tooMany.Message, "body", "expectations"));
        }
    }

    private JsonElement? Config(SourceIn input)
    {
        // One that was given was checked when it was read.
        var errors = new FieldErrors();
        if (input.Config is null) SourceIn.Check(errors, node.Profiles.Types, input.Type, null);
        return errors.Failed(out var error) ? throw new RefusedException(error) : input.Config;
    }

    private static Source Over(CatalogDraft draft, Application application, Source source, SourceIn input) => source with
    {
        Type = input.Type,
        Rules = input.Rules,
        Answer = input.Answer,
        Duplicates = input.Duplicates,
        PublicUrl = input.PublicUrl,
        Expectations = input.Expectations is { } rules ? [.. rules.Select(rule => RuleOf(draft, application.Organisation, rule, source.Expectations))] : source.Expectations,
    };

    private static ExpectationRule RuleOf(CatalogDraft draft, Organisation organisation, ExpectationRuleIn given, IReadOnlyList<ExpectationRule> before)
    {
        var input = given with { Rule = Restored(given.Rule, before.FirstOrDefault(rule => rule.Name == given.Rule.Name)) };
        if (input.Application is not { } name) return input.Rule;
        if (draft.Catalog.FindApplication(organisation, name) is not { Kind: ApplicationKind.Normal } application)
            throw new RefusedException(ApiError.Invalid($"There is no application \"{name}\".", "body", "expectations"));
        return input.Rule with { On = input.Rule.On with { ApplicationId = application.Id } };
    }

    /// <summary>With what a poll's URL was shown without taken from the rule that is replaced.</summary>
    private static ExpectationRule Restored(ExpectationRule rule, ExpectationRule? before)
    {
        if (rule.Poll is not { } poll) return rule;
        var url = SecretUrl.Restore(poll.Url, before?.Poll?.Url)
            ?? throw new RefusedException(ApiError.Invalid($"has {SecretNames.Mask} in the place of a secret, and there is none that it could stand for", "body", "expectations", "poll", "url"));
        return rule with { Poll = poll with { Url = url } };
    }

    private static SourceCredentials With(SourceCredentials credentials, SourceIn input)
    {
        if (input.Expectations is not { } rules) return credentials;
        var headers = rules.Where(static rule => rule.Headers is { Count: > 0 })
            .ToDictionary(static rule => rule.Rule.Name, static rule => rule.Headers!, StringComparer.Ordinal);
        return credentials with { PollHeaders = headers.Count == 0 ? null : headers };
    }

    private static bool AreSame(JsonElement? kept, JsonElement given) => kept is { } config && JsonElement.DeepEquals(config, given);
}
