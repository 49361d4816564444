namespace Ringback.Bench.Measures;

internal static class EndToEnd
{
    public const int Window = 2000;
}
