namespace Ringback.Server.Tests;

/// <summary>Tests that measure the whole process. They run after all others and one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "Whole process";
}
