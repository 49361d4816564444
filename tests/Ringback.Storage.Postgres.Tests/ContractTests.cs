using Ringback.Storage.Contracts;
using Ringback.Storage.Contracts.Sequences;

namespace Ringback.Storage.Postgres.Tests;

public sealed class AcceptTests(PostgresDatabases databases) : AcceptContract(new PostgresStores(databases));

public sealed class ReceiveTests(PostgresDatabases databases) : ReceiveContract(new PostgresStores(databases));

public sealed class RefusedTests(PostgresDatabases databases) : RefusedContract(new PostgresStores(databases));

public sealed class CatalogTests(PostgresDatabases databases) : CatalogContract(new PostgresStores(databases));

public sealed class WorkTests(PostgresDatabases databases) : WorkContract(new PostgresStores(databases));

public sealed class MessageHistoryTests(PostgresDatabases databases) : MessageHistoryContract(new PostgresStores(databases));

public sealed class AttemptHistoryTests(PostgresDatabases databases) : AttemptHistoryContract(new PostgresStores(databases));

public sealed class HistoryEditorTests(PostgresDatabases databases) : HistoryEditorContract(new PostgresStores(databases));

public sealed class OperationTests(PostgresDatabases databases) : OperationContract(new PostgresStores(databases));

public sealed class PollerTests(PostgresDatabases databases) : PollerContract(new PostgresStores(databases));

public sealed class RevocationTests(PostgresDatabases databases) : RevocationContract(new PostgresStores(databases));

public sealed class JobTests(PostgresDatabases databases) : JobContract(new PostgresStores(databases));

public sealed class RetentionTests(PostgresDatabases databases) : RetentionContract(new PostgresStores(databases));

public sealed class ReconcileTests(PostgresDatabases databases) : ReconcileContract(new PostgresStores(databases));

public sealed class SourceTests(PostgresDatabases databases) : SourceContract(new PostgresStores(databases));

public sealed class PageBytesTests(PostgresDatabases databases) : PageBytesContract(new PostgresStores(databases));

public sealed class FilteredPagesTests(PostgresDatabases databases) : FilteredPagesContract(new PostgresStores(databases));

public sealed class StatisticsTests(PostgresDatabases databases) : StatisticsContract(new PostgresStores(databases));

public sealed class SequenceTests(PostgresDatabases databases) : SequenceContract(new PostgresStores(databases));

public sealed class ConcurrencyTests(PostgresDatabases databases) : ConcurrencyContract(new PostgresStores(databases));

public sealed class DirectMessageHistoryTests(PostgresDatabases databases) : MessageHistoryContract(new WithRoom(new PostgresStores(databases)));

public sealed class DirectAttemptHistoryTests(PostgresDatabases databases) : AttemptHistoryContract(new WithRoom(new PostgresStores(databases)));

public sealed class DirectRetentionTests(PostgresDatabases databases) : RetentionContract(new WithRoom(new PostgresStores(databases)));

public sealed class DirectReconcileTests(PostgresDatabases databases) : ReconcileContract(new WithRoom(new PostgresStores(databases)));

public sealed class DirectPageBytesTests(PostgresDatabases databases) : PageBytesContract(new WithRoom(new PostgresStores(databases)));

public sealed class DirectFilteredPagesTests(PostgresDatabases databases) : FilteredPagesContract(new WithRoom(new PostgresStores(databases)));

public sealed class DirectStatisticsTests(PostgresDatabases databases) : StatisticsContract(new WithRoom(new PostgresStores(databases)));

public sealed class DirectTests(PostgresDatabases databases) : DirectContract(new WithRoom(new PostgresStores(databases)));
