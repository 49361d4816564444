namespace Ringback.Core.Commit;

/// <summary>The store could not commit (disk full, read-only, gone): nothing of the request was kept, and it may be sent again.</summary>
internal sealed class StoreUnavailableException(string reason, Exception? inner = null) : Exception(reason, inner);
