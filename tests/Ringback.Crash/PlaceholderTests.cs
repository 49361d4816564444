namespace Ringback.Crash;

public sealed class PlaceholderTests
{
    [Fact]
    public void Runs() => true.ShouldBeTrue();
}
