namespace Ringback.Core.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void Runs() => true.ShouldBeTrue();
}
