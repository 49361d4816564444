namespace Ringback.Verification.Verifiers;

/// <summary>The first of several places that has a value.</summary>
internal sealed record FirstPlace(params ValuePlace[] Places) : ValuePlace
{
    public override string Description => string.Join(" or ", Places.Select(place => place.Description));

    public override bool IsInBody => Array.TrueForAll(Places, static place => place.IsInBody);

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        foreach (var place in Places)
        {
            var status = place.Read(request, values);
            if (status != PlaceStatus.Missing) return status;
        }
        return PlaceStatus.Missing;
    }
}

/// <summary>The values of several places, of those that have one: any of them may fit.</summary>
internal sealed record EachPlace(params ValuePlace[] Places) : ValuePlace
{
    public override string Description => string.Join(" or ", Places.Select(place => place.Description));

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        foreach (var place in Places)
        {
            if (place.Read(request, values) is var status and not (PlaceStatus.Found or PlaceStatus.Missing)) return status;
        }
        return values.Count > 0 ? PlaceStatus.Found : PlaceStatus.Missing;
    }
}

/// <summary>The values of several places, with colons between; all must be there.</summary>
internal sealed record JoinedPlace(params ValuePlace[] Places) : ValuePlace
{
    public override string Description => string.Join(" and ", Places.Select(place => place.Description));

    public override bool IsInBody => Array.Exists(Places, static place => place.IsInBody);

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        var parts = new List<string>(Places.Length);
        foreach (var place in Places)
        {
            var status = place.ReadOne(request, out var value);
            if (status != PlaceStatus.Found) return status;
            parts.Add(value);
        }
        values.Add(string.Join(':', parts));
        return PlaceStatus.Found;
    }
}

/// <summary>A field of a form-encoded body.</summary>
internal sealed record FormPlace(string Name) : ValuePlace
{
    public override string Description => $"{Name} in the form";

    public override bool IsInBody => true;

    public override PlaceStatus Read(in IncomingRequest request, List<string> values)
    {
        if (!FormBody.IsForm(request)) return PlaceStatus.Missing;
        if (request.FormFields is not { } fields) return PlaceStatus.Malformed;
        foreach (var (name, value) in fields)
        {
            if (name != Name || value.Length == 0) continue;
            values.Add(value);
            return PlaceStatus.Found;
        }
        return PlaceStatus.Missing;
    }
}
