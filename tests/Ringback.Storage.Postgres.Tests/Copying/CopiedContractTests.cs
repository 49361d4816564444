using Ringback.Storage.Contracts;
using Ringback.Storage.Contracts.Sequences;

namespace Ringback.Storage.Postgres.Tests.Copying;

public sealed class CopiedAcceptTests(PostgresDatabases databases) : AcceptContract(new CopiedStores(databases));

public sealed class CopiedReceiveTests(PostgresDatabases databases) : ReceiveContract(new CopiedStores(databases));

public sealed class CopiedRefusedTests(PostgresDatabases databases) : RefusedContract(new CopiedStores(databases));

public sealed class CopiedCatalogTests(PostgresDatabases databases) : CatalogContract(new CopiedStores(databases));

public sealed class CopiedWorkTests(PostgresDatabases databases) : WorkContract(new CopiedStores(databases));

public sealed class CopiedOperationTests(PostgresDatabases databases) : OperationContract(new CopiedStores(databases));

public sealed class CopiedRevocationTests(PostgresDatabases databases) : RevocationContract(new CopiedStores(databases));

public sealed class CopiedJobTests(PostgresDatabases databases) : JobContract(new CopiedStores(databases));

public sealed class CopiedReconcileTests(PostgresDatabases databases) : ReconcileContract(new CopiedStores(databases));

public sealed class CopiedSourceTests(PostgresDatabases databases) : SourceContract(new CopiedStores(databases));

public sealed class CopiedDirectTests(PostgresDatabases databases) : DirectContract(new WithRoom(new CopiedStores(databases)));

/// <summary>Rows of every kind: in each sequence the store is closed and opened again.</summary>
public sealed class CopiedSequenceTests(PostgresDatabases databases) : SequenceContract(new CopiedStores(databases));
