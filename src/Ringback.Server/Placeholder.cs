namespace Ringback.Server;

internal static class Placeholder;
