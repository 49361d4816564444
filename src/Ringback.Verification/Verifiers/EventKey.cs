namespace Ringback.Verification.Verifiers;

/// <summary>
/// One way to recognise an event that the provider sends again: fields that the provider's documentation calls unique together, or the
/// bytes of the event. A key never holds less than that: when an essential part is missing, there is no key.
/// </summary>
/// <remarks>A wrong "not a duplicate" costs the user a filter, a wrong "duplicate" costs him an order.</remarks>
internal sealed record EventKey(params KeyPart[] Parts)
{
    /// <summary>Whether the signature covers the fields. Without that, the key doesn't prove that an event is new.</summary>
    public bool IsSigned { get; init; } = true;

    /// <summary>A value that must begin so; otherwise this key doesn't apply. Null: it always applies.</summary>
    public (ValuePlace Place, string Prefix)? OnlyWhere { get; init; }

    /// <summary>For the documentation: <c>/id in the body and the bytes of the event</c>.</summary>
    public string Description
    {
        get
        {
            var essential = string.Join(", ", Parts.Where(static part => !part.IsOptional).Select(static part => part.Description));
            var optional = string.Join(", ", Parts.Where(static part => part.IsOptional).Select(static part => part.Description));
            var text = optional.Length == 0 ? essential : $"{essential}; where sent {optional}";
            return OnlyWhere is { } only ? $"{text} (only where {only.Place.Description} begins with {only.Prefix})" : text;
        }
    }

    /// <summary>A single field, which the provider's documentation calls unique.</summary>
    public static EventKey Single(ValuePlace place) => new(new KeyPart(place));

    /// <summary>The bytes of the event. Fields that make them unique, a timestamp above all, must be there.</summary>
    public static EventKey Bytes(params ValuePlace[] required) => new([.. required.Select(static place => new KeyPart(place)), KeyPart.ItemBytes]);
}

/// <summary>One part of a key.</summary>
/// <param name="Place">Where the value stands. Null: the bytes of the event.</param>
/// <param name="IsOptional">The provider sends it in some events only. Its absence is part of the key.</param>
internal readonly record struct KeyPart(ValuePlace? Place, bool IsOptional = false)
{
    public static readonly KeyPart ItemBytes = new(null);

    public string Description => Place?.Description ?? "the bytes of the event";

    public static implicit operator KeyPart(ValuePlace place) => new(place);

    public static KeyPart Optional(ValuePlace place) => new(place, IsOptional: true);
}
