using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using Ringback.Core.Catalog;
using Ringback.Core.Crypto;
using Ringback.Core.Profiles;
using Ringback.Verification.Packed;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Gateway;

/// <summary>Who is let in: by the token and the source's rules before the body is read, by what the verifier found after.</summary>
internal sealed partial class GatewayRules(Catalog catalog, SourceProfiles profiles, ProxyHeaders proxies, ILogger<GatewayRules> log)
{
    /// <value>Of an offered secret that came too late.</value>
    public static readonly GatewayRefusal AlreadyPaired = new(GatewayReply.Unverified, RefusedReason.FromRefusal(Refusal.NoMatch), "the source got another secret at the same time");

    private readonly AddressFailures _failures = new();

    public SourceGates Gates { get; } = new(catalog);

    /// <summary>Finds the source and looks at the request's head; null: go on.</summary>
    public GatewayRefusal? Enter(Visit visit)
    {
        if (visit.Path.Token.Length == 0
            || catalog.FindSourceByTokenHash(SourceToken.HashOf(visit.Path.Token), visit.Now.ToUnixTimeMilliseconds()) is not { } source) return Unknown;
        visit.Gate = Gates.Get(source);
        if (ProfileOf(source) is not { } profile)
            return new(GatewayReply.Unavailable, RefusedReason.Configuration, "the source's configuration can't be read", IsKept: false);
        if (profile.IsScheduled) return Unknown;
        visit.Prepared = visit.Gate.Prepare(profile);
        visit.Proxies = proxies;
        visit.Caller = proxies.Caller(visit.Http, source.Rules.TrustedProxies, out var trustedHops);
        visit.TrustedHops = trustedHops;
        return CheckHead(visit, source.Rules);
    }

    /// <summary>Whether what the verifier found is enough; null: go on, with the handshake's answer or the events.</summary>
    public GatewayRefusal? Judge(Visit visit, in VerificationResult verification)
    {
        var ticks = visit.Now.UtcTicks;
        if (verification.Refusal == Refusal.Unavailable)
        {
            // That says nothing about the sender: no limit makes a provider give up that calls again.
            return new(GatewayReply.Unproven, RefusedReason.FromRefusal(Refusal.Unavailable), verification.Reason, IsKept: visit.Gate.Unverified.TryTake(ticks));
        }
        if (!verification.IsAccepted)
        {
            _failures.Failed(visit.Application, visit.Caller, ticks);
            if (!visit.Gate.Unverified.TryTake(ticks))
                return new(GatewayReply.TooManyUnverified, RefusedReason.UnverifiedLimit, "", IsKept: false);
            var reply = verification.Refusal switch
            {
                Refusal.Address => GatewayReply.Forbidden,
                Refusal.NotReceiving => GatewayReply.UnknownToken,
                _ => GatewayReply.Unverified,
            };
            return new(reply, RefusedReason.FromRefusal(verification.Refusal), verification.Reason);
        }

        // Anybody may ask for the answer of an unsigned handshake: it has the limit of those who aren't proven, and clears no address.
        if (!verification.IsProven)
        {
            return visit.Gate.Unverified.TryTake(ticks)
                ? null
                : new(GatewayReply.TooManyUnverified, RefusedReason.UnverifiedLimit, "", IsKept: false);
        }
        if (visit.Prepared.Profile.IsVerified) _failures.Proven(visit.Application, visit.Caller, ticks);
        if (verification.Answer is not null) return null;
        if (visit.IsHandshakeOnly) return NoMethod(visit);
        return visit.Gate.Verified?.TryTake(ticks) == false
            ? new(GatewayReply.TooMany, RefusedReason.RateLimit, "there are more requests per second than the source's rules allow")
            : null;
    }

    private static GatewayRefusal Unknown => new(GatewayReply.UnknownToken, RefusedReason.UnknownToken, "", IsKept: false);

    private static GatewayRefusal NoMethod(Visit visit) => new(GatewayReply.NoMethod, RefusedReason.Method, $"the source accepts {visit.Gate.Methods}");

    private GatewayRefusal? CheckHead(Visit visit, SourceRules rules)
    {
        if (rules.AllowedSources is { } allowed && (visit.Caller is null || !allowed.Contains(visit.Caller)))
            return new(GatewayReply.Forbidden, RefusedReason.Address, "the source's rules don't allow the sender's address");
        if (!rules.AllowsMethod(visit.Method))
        {
            if (!visit.Prepared.Traits.HandshakeMethods.Contains(visit.Method)) return NoMethod(visit);
            visit.IsHandshakeOnly = true;
        }
        if (_failures.IsBlocked(visit.Application, visit.Caller, visit.Now.UtcTicks))
            return new(GatewayReply.TooManyUnverified, RefusedReason.AddressLimit, "", IsKept: false);
        var headers = visit.Http.Request.Headers;
        if (headers.TryGetValue(HeaderNames.ContentEncoding, out var codings))
        {
            var coding = BodyCodings.Read(codings);
            if (coding == BodyCoding.Other) return new(GatewayReply.Encoded, RefusedReason.Encoding, "bodies are accepted without Content-Encoding or with gzip");
            visit.IsPacked = coding == BodyCoding.Gzip;
        }
        if (!visit.IsHandshakeOnly && !rules.AllowsContentType(visit.Http.Request.ContentType))
            return new(GatewayReply.WrongType, RefusedReason.ContentType, "the source's rules don't allow the Content-Type");
        return null;
    }

    private SourceProfile? ProfileOf(Source source)
    {
        try
        {
            return profiles.Profile(source);
        }
        catch (SecretBoxException unreadable)
        {
            Unreadable(log, catalog.Application(source.ApplicationId)?.PublicId, unreadable.Message);
            return null;
        }
    }

    [LoggerMessage(3102, LogLevel.Error, "Could not decrypt the configuration of source {SourceId}; its requests are answered with 503: {Reason}", EventName = "SourceSecretsUnreadable")]
    private static partial void Unreadable(ILogger logger, string? sourceId, string reason);
}
