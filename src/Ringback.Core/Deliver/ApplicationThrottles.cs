using System.Collections.Concurrent;
using Ringback.Core.Background;

namespace Ringback.Core.Deliver;

/// <summary>What all endpoints of an application draw on together, for the applications that are limited. Safe from any thread.</summary>
internal sealed class ApplicationThrottles(Catalog.Catalog catalog)
{
    // One for each application that is throttled and sent something; the sweep takes out all others.
    private readonly ConcurrentDictionary<int, GcraLimiter> _limiters = new();

    /// <returns>Null when the application isn't limited.</returns>
    public GcraLimiter? Find(int application)
    {
        if (catalog.Application(application)?.ThrottleRate is not ({ } rate and > 0))
            return null;
        var limiter = _limiters.GetOrAdd(application, static (_, perSecond) => GcraLimiter.Even(perSecond), rate);
        if (limiter.PerSecond != rate)
            _limiters[application] = limiter = GcraLimiter.Even(rate);
        return limiter;
    }

    public void Sweep()
    {
        foreach (var application in _limiters.Keys)
            if (Find(application) is null)
                _limiters.TryRemove(application, out _);
    }
}
