using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

internal enum PlaceStatus
{
    Found,
    Missing,
    Repeated,
    Malformed,
}

/// <summary>Where in a request a value stands: a signature, a timestamp, an id.</summary>
internal abstract record ValuePlace
{
    /// <summary>No honest header of a signature is longer: sixteen of the longest make some 2,000 characters.</summary>
    public const int LongestHeader = 8192;

    /// <summary>More values than these of one name nobody sends, so that a sender can't make us work at will.</summary>
    public const int MostValues = 16;

    /// <summary>For people: <c>the header X-Signature</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What of it a request lacks that hasn't the value, for people.</summary>
    public virtual string MissingIn(in IncomingRequest request) => Description;

    /// <summary>Whether it stands in the body: of a body with several events each has its own then.</summary>
    public virtual bool IsInBody => false;

    /// <summary>Adds what is there, at most <see cref="MostValues"/>; nothing unless found.</summary>
    public abstract PlaceStatus Read(in IncomingRequest request, List<string> values);

    /// <summary>The value, where there must be one only.</summary>
    public PlaceStatus ReadOne(in IncomingRequest request, out string value)
    {
        var values = new List<string>(1);
        var status = Read(request, values);
        value = values.Count > 0 ? values[0] : "";
        return status == PlaceStatus.Found && values.Count > 1 ? PlaceStatus.Repeated : status;
    }

    protected static PlaceStatus ReadHeader(in IncomingRequest request, string name, out string value)
    {
        value = "";
        switch (request.Headers.Count(name))
        {
            case 0:
                return PlaceStatus.Missing;
            case 1:
                value = request.Headers.Value(name, 0);
                if (value.Length == 0) return PlaceStatus.Missing;
                return value.Length > LongestHeader ? PlaceStatus.Malformed : PlaceStatus.Found;
            default:
                return PlaceStatus.Repeated;
        }
    }
}

/// <summary>A header by itself, after a prefix such as <c>sha256=</c> that must be there.</summary>
internal sealed record HeaderPlace(string Name, string Prefix = "") : ValuePlace
{
    /// <summary>Schemes of authorization are written in any case (RFC 9110, 11.1).</summary>
    public bool IgnorePrefixCase { get; init; }

    public override string Description => $"the header {Name}";

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        var status = ReadHeader(request, Name, out var value);
        if (status != PlaceStatus.Found) return status;
        if (!value.StartsWith(Prefix, IgnorePrefixCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            || value.Length == Prefix.Length) return PlaceStatus.Malformed;
        values.Add(value[Prefix.Length..]);
        return PlaceStatus.Found;
    }
}

/// <summary>One key of a header that is a list: <c>t=1700000000,v1=abc,v1=def</c>. Other keys are passed over.</summary>
internal sealed record ListPlace(string Name, char Separator, string Key) : ValuePlace
{
    public override string Description => $"{Key} in the header {Name}";

    public override string MissingIn(in IncomingRequest request) => request.Headers.Count(Name) == 0 ? $"the header {Name}" : Description;

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        var status = ReadHeader(request, Name, out var header);
        if (status != PlaceStatus.Found) return status;
        foreach (var range in header.AsSpan().Split(Separator))
        {
            var part = header.AsSpan(range).Trim(' ');
            if (part.Length <= Key.Length + 1 || part[Key.Length] != '=' || !part.StartsWith(Key, StringComparison.Ordinal)) continue;
            if (values.Count == MostValues) return PlaceStatus.Found;
            values.Add(part[(Key.Length + 1)..].ToString());
        }
        return values.Count > 0 ? PlaceStatus.Found : PlaceStatus.Missing;
    }
}

/// <summary>Headers with a number at their end, from 1: <c>X-DocuSign-Signature-1</c>, one for each key.</summary>
internal sealed record NumberedHeaderPlace(string Name) : ValuePlace
{
    private readonly string[] _names = [.. Enumerable.Range(1, MostValues).Select(n => $"{Name}{n}")];

    public override string Description => $"the header {_names[0]}";

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        foreach (var name in _names)
        {
            var status = ReadHeader(request, name, out var value);
            if (status == PlaceStatus.Missing) break;
            if (status != PlaceStatus.Found) return status;
            values.Add(value);
        }
        return values.Count > 0 ? PlaceStatus.Found : PlaceStatus.Missing;
    }
}

/// <summary>A parameter of the URL's query.</summary>
internal sealed record QueryPlace(string Name) : ValuePlace
{
    public override string Description => $"{Name} in the query";

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        var start = request.Url.IndexOf('?', StringComparison.Ordinal);
        if (start < 0) return PlaceStatus.Missing;
        var query = request.Url.AsSpan(start + 1);
        var end = query.IndexOf('#');
        if (end >= 0) query = query[..end];
        string? found = null;
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            var equals = pair.IndexOf('=');
            if (equals < 0 || !pair[..equals].SequenceEqual(Name)) continue;
            if (found is not null) return PlaceStatus.Repeated;
            if (pair.Length > LongestHeader) return PlaceStatus.Malformed;
            found = Uri.UnescapeDataString(pair[(equals + 1)..].ToString().Replace('+', ' '));
        }
        if (string.IsNullOrEmpty(found)) return PlaceStatus.Missing;
        values.Add(found);
        return PlaceStatus.Found;
    }
}

/// <summary>A value in the view of the body, which is its JSON or the fields of its form: text, or the number or boolean as it is written.</summary>
internal sealed record BodyPlace(JsonPointer Pointer) : ValuePlace
{
    public BodyPlace(string pointer) : this(JsonPointer.Parse(pointer))
    {
    }

    public override string Description => $"{Pointer} in the body";

    public override bool IsInBody => true;

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        if (Pointer.ReadText(request.Json.Span) is not { Length: > 0 } text) return PlaceStatus.Missing;
        values.Add(text);
        return PlaceStatus.Found;
    }
}
