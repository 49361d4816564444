using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Configure;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;
using Ringback.Core.Profiles;
using Ringback.Core.Reconcile;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Node;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Api.Sources;

/// <summary>Puts sources, each with its application, into a change of the catalog.</summary>
internal sealed class SourceDraft(RingbackNode node)
{
    /// <param name="organisation"><c>org_…</c></param>
    /// <param name="id">What the API shows.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <exception cref="RefusedException">409: the uid is taken. 422: its configuration is missing.</exception>
    public SourceApplication Add(CatalogDraft draft, string organisation, SourceIn input, Ksuid id, long now)
    {
        var application = new SourceApplication
        {
            Id = draft.NextId<Application>(),
            Ksuid = id,
            Organisation = draft.Organisation(organisation),
            Uid = input.Uid,
            Name = input.Name,
            Metadata = input.Metadata,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var source = new Source { ApplicationId = application.Id, Type = input.Type, CreatedAt = now, UpdatedAt = now };
        Put(draft, application, Over(draft, application, source, input), With(new SourceCredentials([], Checked(input.Type, input.Config), []), input), now);
        return application;
    }

    /// <summary>
    /// All of it anew, but its ingest URL; its configuration and its expectations too, if they are given. What of the configuration isn't
    /// shown stays unless it is given. Older secrets end when the current ones are changed.
    /// </summary>
    /// <inheritdoc cref="Add"/>
    public SourceApplication Replace(CatalogDraft draft, SourceApplication known, SourceIn input, long now)
    {
        var source = draft.Catalog.Source(known.Id)!;
        var credentials = SourceCredentials.Open(node.Box, known.Ksuid, source.Sealed);
        credentials = Next(credentials, source, input);
        var application = known with { Name = input.Name, Uid = input.Uid, Metadata = input.Metadata, UpdatedAt = now };
        Put(draft, application, Over(draft, application, source, input), With(credentials, input), now);
        return application;
    }

    /// <summary>A configuration with what stays of the one that a source has.</summary>
    /// <param name="known">The source; null when there is none yet.</param>
    public JsonElement Fill(SourceApplication? known, string type, JsonElement config) =>
        known is not null && node.Catalog.Source(known.Id) is { } source && source.Type == type
            ? Fill(SourceCredentials.Open(node.Box, known.Ksuid, source.Sealed), type, config, out _)
            : config;

    /// <summary>Another token, or other secrets.</summary>
    /// <exception cref="RefusedException">What <paramref name="change"/> refuses.</exception>
    public void Change(CatalogDraft draft, SourceApplication application, Func<Source, SourceCredentials, SourceCredentials> change, long now)
    {
        var source = draft.Catalog.Source(application.Id)!;
        var credentials = change(source, SourceCredentials.Open(node.Box, application.Ksuid, source.Sealed));
        Put(draft, application, source, credentials, now);
    }

    private void Put(CatalogDraft draft, SourceApplication application, Source source, SourceCredentials credentials, long now)
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

    private SourceCredentials Next(SourceCredentials credentials, Source source, SourceIn input)
    {
        if (source.Type != input.Type) return credentials with { Config = Checked(input.Type, input.Config), Retiring = [] };
        if (input.Config is not { } given) return credentials;
        var next = Fill(credentials, source.Type, given, out var known);
        Checked(input.Type, next);
        return credentials with { Config = next, Retiring = known is not null && HaveSameSecrets(credentials.Config, next, known) ? credentials.Retiring : [] };
    }

    private JsonElement Fill(SourceCredentials credentials, string type, JsonElement given, out SourceProfile? known)
    {
        node.Profiles.Types.TryBuild(type, credentials.Config, out known, out _);
        return HiddenFields.Fill(given, credentials.Config, known);
    }

    /// <exception cref="RefusedException">422: something is wrong with it.</exception>
    private JsonElement? Checked(string type, JsonElement? config)
    {
        var errors = new FieldErrors();
        SourceIn.Check(errors, node.Profiles.Types, type, config);
        return errors.Failed(out var error) ? throw new RefusedException(error) : config;
    }

    private static bool HaveSameSecrets(JsonElement? kept, JsonElement next, SourceProfile profile) =>
        profile.CredentialFields.Union(profile.SecretFields).All(name => Field(kept, name) is { } before
            ? Field(next, name) is { } after && JsonElement.DeepEquals(before, after)
            : Field(next, name) is null);

    private static JsonElement? Field(JsonElement? config, string name) =>
        config is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static Source Over(CatalogDraft draft, SourceApplication application, Source source, SourceIn input) => source with
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
        if (draft.Catalog.FindCustomer(organisation, name) is not { } application)
            throw new RefusedException(ApiError.Invalid($"There is no application \"{name}\".", "body", "expectations"));
        return input.Rule with { On = input.Rule.On with { ApplicationId = application.Id } };
    }

    /// <summary>With what a poll's URL was shown without taken from the rule that is replaced.</summary>
    private static ExpectationRule Restored(ExpectationRule rule, ExpectationRule? before)
    {
        if (rule.Poll is not { } poll) return rule;
        var url = SecretUrl.Restore(poll.Url, before?.Poll?.Url)
            ?? throw new RefusedException(ApiError.Invalid($"has {SecretNames.Mask} in place of a secret, but no secret is stored for this place", "body", "expectations", "poll", "url"));
        return rule with { Poll = poll with { Url = url } };
    }

    private static SourceCredentials With(SourceCredentials credentials, SourceIn input)
    {
        if (input.Expectations is not { } rules) return credentials;
        var headers = rules.Where(static rule => rule.Headers is { Count: > 0 })
            .ToDictionary(static rule => rule.Rule.Name, static rule => rule.Headers!, StringComparer.Ordinal);
        return credentials with { PollHeaders = headers.Count == 0 ? null : headers };
    }
}
