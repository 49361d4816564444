namespace Ringback.Core.Settings;

/// <summary>One setting: how it is called, written, read and checked. All of them: <see cref="SettingsTable"/>.</summary>
internal sealed class Setting
{
    /// <summary>Stands for a secret wherever settings are shown.</summary>
    internal const string Mask = "********";

    private static readonly RingbackOptions Defaults = new();

    /// <summary>The key in the settings file, <c>retry-schedule</c>; flag and variable follow from it.</summary>
    public required string Key { get; init; }

    /// <summary>The kind of value, in a word or two for people: <c>duration</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it does, one sentence.</summary>
    public required string Help { get; init; }

    /// <summary>The remedy given when it is wrong: how to write it right, with an example.</summary>
    public required string Write { get; init; }

    /// <summary>The option's value as one would write it; empty when not set.</summary>
    public required Func<RingbackOptions, string> Read { get; init; }

    /// <summary>Sets the option from its text; answers what is wrong with the text, or null.</summary>
    public required Func<RingbackOptions, string, string?> Assign { get; init; }

    /// <summary>What is wrong with the option's value, or null.</summary>
    public Func<RingbackOptions, string?> Check { get; init; } = static _ => null;

    /// <summary>Never shown, and no flag unless <see cref="FlagProblem"/> is given: every user of a machine can read another's command line.</summary>
    public bool Secret { get; init; }

    public string Variable => "RINGBACK_" + Key.ToUpperInvariant().Replace('-', '_');

    /// <summary>Of a secret that not every value holds: what keeps a value off the command line, or null. With it, the setting has a flag.</summary>
    public Func<string, string?>? FlagProblem { get; init; }

    public string? Flag => Secret && FlagProblem is null ? null : "--" + Key;

    /// <summary>The default as one would write it; empty when there is none.</summary>
    public string Default => Secret ? "" : Read(Defaults);

    /// <summary>The value for showing: masked when secret.</summary>
    public string Show(RingbackOptions options)
    {
        var value = Read(options);
        return Secret && value.Length > 0 ? Mask : value;
    }
}
