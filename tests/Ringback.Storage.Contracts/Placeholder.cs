namespace Ringback.Storage.Contracts;

internal static class Placeholder;
