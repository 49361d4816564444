using System.CommandLine;

namespace Ringback.Cli.Usage;

/// <summary>A part of a command line that its command can't be without.</summary>
internal interface INeeded
{
    /// <value>A value that somebody might give, for the message that it is missing.</value>
    string Example { get; }
}

/// <inheritdoc cref="INeeded"/>
internal sealed class NeededArgument : Argument<string>, INeeded
{
    public NeededArgument(string name, string description, string example)
        : base(name) => (Description, Example) = (description, example);

    public string Example { get; }
}

/// <inheritdoc cref="INeeded"/>
internal sealed class NeededOption : Option<string>, INeeded
{
    public NeededOption(string name, string[] aliases, string description, string helpName, string example)
        : base(name, aliases) => (Required, Description, HelpName, Example) = (true, description, helpName, example);

    public string Example { get; }
}
