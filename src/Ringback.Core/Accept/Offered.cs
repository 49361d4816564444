namespace Ringback.Core.Accept;

/// <summary>Who gets a message at once.</summary>
/// <param name="Endpoints">The direct deliveries first, then those that have a row of work.</param>
/// <param name="Direct">How many deliveries are direct: their lanes have reserved room for them, and they have no row of work.</param>
internal readonly record struct Offered(int[] Endpoints, int Direct)
{
    public static readonly Offered None = new([], 0);
}
