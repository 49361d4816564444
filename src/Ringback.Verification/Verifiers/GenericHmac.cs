using System.Security.Cryptography;

namespace Ringback.Verification.Verifiers;

/// <summary>
/// <c>generic-hmac</c>: a row of the table that its owner writes. <c>secret</c>, <c>keyEncoding</c> (utf8, hex, base64,
/// whsec), <c>hash</c> (sha1, sha256, sha512), <c>encoding</c> (hex, base64), <c>signatureHeader</c> with
/// <c>signaturePrefix</c>, or <c>signatureKey</c> for one key of a list (<c>separator</c>), <c>template</c> (of
/// <see cref="SignedTemplate"/>), <c>timestampHeader</c> or <c>timestampKey</c>, <c>timestampUnit</c> (seconds, milliseconds,
/// rfc3339), <c>toleranceSeconds</c>, <c>idHeader</c>.
/// </summary>
internal static class GenericHmac
{
    public static SourceProfile? Build(string type, ConfigReader config, IKeyHost keys)
    {
        var secret = config.Secret("secret");
        config.MarkCredential("keyEncoding");
        var form = config.Choice("keyEncoding", "utf8", "utf8", "hex", "base64", "whsec") switch
        {
            "hex" => KeyForm.Hex,
            "base64" => KeyForm.Base64,
            "whsec" => KeyForm.Whsec,
            _ => KeyForm.Text,
        };
        var hash = config.Choice("hash", "sha256", "sha1", "sha256", "sha512") switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha512" => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        var scheme = ReadScheme(config);
        if (secret is null || scheme is null || config.Failed) return null;
        if (form.TryKey(secret, hash, out var key, out var error)) return new SourceProfile(type, new SchemeVerifier(scheme, key), EventShape.Opaque);
        config.Add("secret", error);
        return null;
    }

    private static SignatureScheme? ReadScheme(ConfigReader config)
    {
        var encoding = config.Choice("encoding", "hex", "hex", "base64") == "hex" ? SignatureEncoding.Hex : SignatureEncoding.Base64;
        var separator = config.Choice("separator", ",", ",", ";", " ", "&")[0];
        var header = config.HeaderName("signatureHeader", required: true);
        var prefix = config.OptionalText("signaturePrefix") ?? "";
        var key = config.OptionalText("signatureKey");
        var timestampHeader = config.HeaderName("timestampHeader");
        var timestampKey = config.OptionalText("timestampKey");
        var unit = config.Choice("timestampUnit", "seconds", "seconds", "milliseconds", "rfc3339") switch
        {
            "milliseconds" => TimestampUnit.Milliseconds,
            "rfc3339" => TimestampUnit.Rfc3339,
            _ => TimestampUnit.Seconds,
        };
        var tolerance = config.OptionalWhole("toleranceSeconds", 0, 86_400);
        var idHeader = config.HeaderName("idHeader");
        if (!SignedTemplate.TryParse(config.OptionalText("template") ?? "{body}", out var template, out var error)) config.Add("template", error);
        if (key is not null && prefix.Length > 0) config.Add("signaturePrefix", "stands beside signatureKey; give one of them");
        if (timestampHeader is not null && timestampKey is not null) config.Add("timestampKey", "stands beside timestampHeader; give one of them");
        if (header is null || template is null) return null;

        ValuePlace? timestamp = timestampHeader is not null ? new HeaderPlace(timestampHeader)
            : timestampKey is not null ? new ListPlace(header, separator, timestampKey)
            : null;
        if (!template.HasBody) config.Add("template", "must have {body}, else nobody speaks for what was sent");
        if (template.FindBorderless() is { } borderless) config.Add("template", $"has {borderless}: with nothing between, one signature would fit many requests");
        if (template.HasTimestamp && timestamp is null) config.Add("timestampHeader", "is missing, and the template has {timestamp}");
        if (template.HasId && idHeader is null) config.Add("idHeader", "is missing, and the template has {id}");
        if (tolerance is not null && !template.HasTimestamp) config.Add("toleranceSeconds", "needs {timestamp} in the template: one that isn't signed proves nothing");
        return new SignatureScheme
        {
            Signature = key is null ? new HeaderPlace(header, prefix) : new ListPlace(header, separator, key),
            Encoding = encoding,
            Signed = template,
            // One that isn't signed proves nothing.
            Timestamp = template.HasTimestamp ? timestamp : null,
            Unit = unit,
            Tolerance = tolerance is { } seconds ? TimeSpan.FromSeconds(seconds) : SignatureScheme.DefaultTolerance,
            Id = idHeader is null ? null : new HeaderPlace(idHeader),
        };
    }
}
