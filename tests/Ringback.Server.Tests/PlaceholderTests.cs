namespace Ringback.Server.Tests;

public sealed class PlaceholderTests
{
    [Fact]
    public void Runs() => true.ShouldBeTrue();
}
