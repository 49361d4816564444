namespace Ringback.Intake.RabbitMQ;

/// <summary>Bounds what waits for its confirm, by number and by bytes. Safe from any thread.</summary>
internal sealed class PublishLimit(int mostRequests, long mostBytes)
{
    private int _requests;
    private long _bytes;

    /// <returns>False when there is no room; then nothing is to be left again.</returns>
    public bool TryEnter(int bytes)
    {
        var requests = Interlocked.Increment(ref _requests);
        var all = Interlocked.Add(ref _bytes, bytes);
        // A single large one always has room: else it would be refused for ever.
        if (requests == 1 || (requests <= mostRequests && all <= mostBytes))
            return true;
        Leave(bytes);
        return false;
    }

    public void Leave(int bytes)
    {
        Interlocked.Decrement(ref _requests);
        Interlocked.Add(ref _bytes, -bytes);
    }
}
