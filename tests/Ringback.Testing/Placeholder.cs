namespace Ringback.Testing;

internal static class Placeholder;
