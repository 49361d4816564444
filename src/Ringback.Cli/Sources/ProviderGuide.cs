namespace Ringback.Cli.Sources;

/// <summary>How a provider is told the ingest URL, and what of it the source has to know.</summary>
/// <param name="Type">Of the source.</param>
/// <param name="Name">As the provider calls itself.</param>
/// <param name="Where">Where to click; menus move, hence <paramref name="Docs"/>.</param>
/// <param name="Events">Where the wanted events are chosen; null when there is no choice.</param>
/// <param name="Fields">What of the source's <c>config</c> is filled in, in the order it is asked for.</param>
/// <param name="Docs">The provider's own words.</param>
/// <param name="Note">What else to know.</param>
internal sealed record ProviderGuide(string Type, string Name, string Where, string? Events, IReadOnlyList<GuideField> Fields, string? Docs = null, string? Note = null)
{
    /// <summary>The steps, numbered, with the ingest URL in them.</summary>
    public IEnumerable<string> Steps(RemoteSource source, IReadOnlyList<string> events)
    {
        var steps = new List<string> { Where };
        if (source.CalledUrl is { } url) steps.Add($"As its URL give\n       {url.AbsoluteUri}");
        if (Events is not null) steps.Add(events.Count > 0 ? $"{Events}: {string.Join(", ", events)}" : Events + ": those that you have operations or endpoints for.");
        foreach (var field in Fields) steps.Add(field.From);
        if (Fields.Count > 0)
        {
            steps.Add($"Put {(Fields.Count == 1 ? "it" : "them")} into the source, which asks for {string.Join(", then ", Fields.Select(field => field.Name))}:\n" +
                $"       ringback sources secret {source.Handle}");
        }
        if (Note is not null) steps.Add(Note);
        if (Docs is not null) steps.Add("The provider's documentation: " + Docs);
        return steps.Select((step, at) => $"  {at + 1,2}.  {step}");
    }
}

/// <param name="Name">In the source's <c>config</c>.</param>
/// <param name="From">Where its value is, or that it is to be made up and given to the provider.</param>
/// <param name="IsSecret">Not shown while it is typed.</param>
internal sealed record GuideField(string Name, string From, bool IsSecret = true);
