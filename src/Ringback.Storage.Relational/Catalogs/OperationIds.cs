namespace Ringback.Storage.Relational.Catalogs;

/// <summary>
/// Operations share the store's integers with endpoints, so that work, history and lanes are the same for both; theirs begin here, so
/// that a range of any index holds the one kind or the other. Only the store asks an integer what it is: everybody else has the
/// destination's type.
/// </summary>
internal static class OperationIds
{
    public const int First = 1 << 30;

    public static bool Includes(int id) => id >= First;
}
