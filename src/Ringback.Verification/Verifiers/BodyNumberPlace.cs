using System.Text;
using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>A number of the body's JSON. Text isn't one, whatever it says.</summary>
internal sealed record BodyNumberPlace(JsonPointer Pointer) : ValuePlace
{
    private const int Longest = 32;

    public BodyNumberPlace(string pointer) : this(JsonPointer.Parse(pointer))
    {
    }

    public override bool IsInBody => true;

    public override string Description => $"{Pointer} in the body";

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        if (Pointer.ReadRange(request.Json.Span) is not { } range) return PlaceStatus.Missing;
        var value = request.Json.Span[range];
        if (value.Length > Longest || value[0] is not ((byte)'-' or (>= (byte)'0' and <= (byte)'9'))) return PlaceStatus.Malformed;
        values.Add(Encoding.ASCII.GetString(value));
        return PlaceStatus.Found;
    }
}
