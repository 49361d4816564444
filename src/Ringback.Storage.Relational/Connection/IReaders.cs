using Ringback.Core.Commit;

namespace Ringback.Storage.Relational.Connection;

/// <summary>Connections that only read. A read sees one snapshot.</summary>
internal interface IReaders : IDisposable
{
    /// <summary>Runs a function on a reader.</summary>
    /// <exception cref="StoreUnavailableException">The database can't be read at the moment.</exception>
    ValueTask<T> ReadAsync<T>(Func<Database, T> read);
}
