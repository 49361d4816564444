namespace Ringback.Core;

internal static class Placeholder;
