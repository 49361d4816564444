using System.Text.Json;
using System.Text.Json.Serialization;
using Ringback.Core.Crypto;
using Ringback.Core.Ids;

namespace Ringback.Core.Reconcile;

/// <summary>The headers of an expectation's polls: kept sealed, bound to its id.</summary>
internal static class PollHeaders
{
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public static byte[] Seal(SecretBox box, Ksuid expectation, IReadOnlyDictionary<string, string> headers) => headers.Count == 0
        ? []
        : box.Seal(JsonSerializer.SerializeToUtf8Bytes(headers, PollHeadersJson.Default.IReadOnlyDictionaryStringString), expectation.ToBytes());

    /// <exception cref="SecretBoxException">Sealed with another key, damaged, or of another expectation.</exception>
    public static IReadOnlyDictionary<string, string> Open(SecretBox box, Expectation expectation) => expectation.Sealed.Length == 0
        ? None
        : JsonSerializer.Deserialize(box.Open(expectation.Sealed, expectation.Id.ToBytes()), PollHeadersJson.Default.IReadOnlyDictionaryStringString)!;
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class PollHeadersJson : JsonSerializerContext;
