namespace Ringback.Storage.Sqlite.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void Runs() => true.ShouldBeTrue();
}
