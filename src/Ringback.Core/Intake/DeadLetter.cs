using System.Security.Cryptography;
using Ringback.Core.Ids;

namespace Ringback.Core.Intake;

/// <summary>A request that the store can never take, as a person sees it.</summary>
/// <param name="Id">16 hexadecimal digits that are made of the bytes: the same request has the same id.</param>
/// <param name="Reason">Why it is here, as a sentence.</param>
/// <param name="Bytes">How many there are.</param>
/// <param name="Kept">What can be read of it; null when its bytes aren't a request.</param>
internal sealed record DeadLetter(string Id, string Reason, int Bytes, KeptRequest? Kept)
{
    private const int IdBytes = 8;

    /// <value>Its source's id; null when it can't be read.</value>
    public string? SourceId => Kept is null ? null : IdPrefix.Source + Kept.Source;

    public static DeadLetter Create(ReadOnlyMemory<byte> bytes, string reason)
    {
        KeptRequest? kept = null;
        try
        {
            kept = RequestFormat.Read(bytes);
        }
        catch (RequestFormatException)
        {
            // It can be shown, and dropped.
        }

        return new DeadLetter(Convert.ToHexStringLower(SHA256.HashData(bytes.Span).AsSpan(0, IdBytes)), reason, bytes.Length, kept);
    }
}
