namespace Ringback.Storage.Sqlite;

internal static class Placeholder;
