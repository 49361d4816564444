namespace Ringback.Cli.Sources;

/// <param name="Id">The provider's.</param>
/// <param name="About">For messages: its events, and whether it is switched on.</param>
internal sealed record ProviderHook(string Id, string About);

/// <summary>The webhooks at a provider, over its API. All of it throws <see cref="Remote.RequestFailedException"/> with what the provider said.</summary>
internal interface IProviderHooks : IDisposable
{
    /// <value>For messages.</value>
    string Provider { get; }

    /// <summary>The one that calls this URL; null when there is none.</summary>
    Task<ProviderHook?> FindAsync(Uri url, CancellationToken stop);

    /// <summary>Makes one. It isn't left behind when its secret can't be kept.</summary>
    /// <param name="keep">Puts its secret into the source.</param>
    Task<ProviderHook> CreateAsync(Uri url, IReadOnlyList<string> events, Func<string, Task> keep, CancellationToken stop);

    /// <summary>Its events, and switches it on; its secret stays.</summary>
    Task UpdateAsync(ProviderHook hook, IReadOnlyList<string> events, CancellationToken stop);

    /// <summary>The same with a new secret; events signed with the one before are still taken for a while.</summary>
    Task<ProviderHook> RenewAsync(ProviderHook hook, Uri url, IReadOnlyList<string> events, Func<string, Task> keep, CancellationToken stop);
}
