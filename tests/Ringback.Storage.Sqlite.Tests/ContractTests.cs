using Ringback.Storage.Contracts;
using Ringback.Storage.Contracts.Sequences;

namespace Ringback.Storage.Sqlite.Tests;

public sealed class AcceptTests() : AcceptContract(new SqliteStores());

public sealed class ReceiveTests() : ReceiveContract(new SqliteStores());

public sealed class RefusedTests() : RefusedContract(new SqliteStores());

public sealed class CatalogTests() : CatalogContract(new SqliteStores());

public sealed class WorkTests() : WorkContract(new SqliteStores());

public sealed class MessageHistoryTests() : MessageHistoryContract(new SqliteStores());

public sealed class AttemptHistoryTests() : AttemptHistoryContract(new SqliteStores());

public sealed class HistoryEditorTests() : HistoryEditorContract(new SqliteStores());

public sealed class OperationTests() : OperationContract(new SqliteStores());

public sealed class PollerTests() : PollerContract(new SqliteStores());

public sealed class RevocationTests() : RevocationContract(new SqliteStores());

public sealed class JobTests() : JobContract(new SqliteStores());

public sealed class RetentionTests() : RetentionContract(new SqliteStores());

public sealed class ReconcileTests() : ReconcileContract(new SqliteStores());

public sealed class SourceTests() : SourceContract(new SqliteStores());

public sealed class PageBytesTests() : PageBytesContract(new SqliteStores());

public sealed class FilteredPagesTests() : FilteredPagesContract(new SqliteStores());

public sealed class StatisticsTests() : StatisticsContract(new SqliteStores());

public sealed class SequenceTests() : SequenceContract(new SqliteStores());

public sealed class ConcurrencyTests() : ConcurrencyContract(new SqliteStores());

public sealed class DirectMessageHistoryTests() : MessageHistoryContract(new WithRoom(new SqliteStores()));

public sealed class DirectAttemptHistoryTests() : AttemptHistoryContract(new WithRoom(new SqliteStores()));

public sealed class DirectRetentionTests() : RetentionContract(new WithRoom(new SqliteStores()));

public sealed class DirectReconcileTests() : ReconcileContract(new WithRoom(new SqliteStores()));

public sealed class DirectPageBytesTests() : PageBytesContract(new WithRoom(new SqliteStores()));

public sealed class DirectFilteredPagesTests() : FilteredPagesContract(new WithRoom(new SqliteStores()));

public sealed class DirectStatisticsTests() : StatisticsContract(new WithRoom(new SqliteStores()));

public sealed class DirectTests() : DirectContract(new WithRoom(new SqliteStores()));
