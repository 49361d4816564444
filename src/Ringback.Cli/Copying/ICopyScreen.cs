using Ringback.Storage.Postgres.Copying;

namespace Ringback.Cli.Copying;

/// <summary>Where a copy is shown.</summary>
internal interface ICopyScreen
{
    void Say(string text);

    /// <summary>Shows how far a copy is while it runs.</summary>
    IReadOnlyList<TableComparison> Watch(Func<Action<CopyStep>, IReadOnlyList<TableComparison>> copy);

    /// <summary>Shows what was compared.</summary>
    void Show(IReadOnlyList<TableComparison> tables);
}
