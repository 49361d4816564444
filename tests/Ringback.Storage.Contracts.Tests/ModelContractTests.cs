using Ringback.Storage.Contracts.Model;
using Ringback.Storage.Contracts.Sequences;

namespace Ringback.Storage.Contracts.Tests;

public sealed class AcceptTests() : AcceptContract(new ModelStores());

public sealed class ReceiveTests() : ReceiveContract(new ModelStores());

public sealed class RefusedTests() : RefusedContract(new ModelStores());

public sealed class CatalogTests() : CatalogContract(new ModelStores());

public sealed class WorkTests() : WorkContract(new ModelStores());

public sealed class MessageHistoryTests() : MessageHistoryContract(new ModelStores());

public sealed class AttemptHistoryTests() : AttemptHistoryContract(new ModelStores());

public sealed class HistoryEditorTests() : HistoryEditorContract(new ModelStores());

public sealed class OperationTests() : OperationContract(new ModelStores());

public sealed class PollerTests() : PollerContract(new ModelStores());

public sealed class RevocationTests() : RevocationContract(new ModelStores());

public sealed class JobTests() : JobContract(new ModelStores());

public sealed class RetentionTests() : RetentionContract(new ModelStores());

public sealed class ReconcileTests() : ReconcileContract(new ModelStores());

public sealed class SourceTests() : SourceContract(new ModelStores());

public sealed class PageBytesTests() : PageBytesContract(new ModelStores());

public sealed class FilteredPagesTests() : FilteredPagesContract(new ModelStores());

public sealed class StatisticsTests() : StatisticsContract(new ModelStores());

public sealed class SequenceTests() : SequenceContract(new ModelStores());

public sealed class ConcurrencyTests() : ConcurrencyContract(new ModelStores());

public sealed class DirectMessageHistoryTests() : MessageHistoryContract(new WithRoom(new ModelStores()));

public sealed class DirectAttemptHistoryTests() : AttemptHistoryContract(new WithRoom(new ModelStores()));

public sealed class DirectRetentionTests() : RetentionContract(new WithRoom(new ModelStores()));

public sealed class DirectReconcileTests() : ReconcileContract(new WithRoom(new ModelStores()));

public sealed class DirectPageBytesTests() : PageBytesContract(new WithRoom(new ModelStores()));

public sealed class DirectFilteredPagesTests() : FilteredPagesContract(new WithRoom(new ModelStores()));

public sealed class DirectStatisticsTests() : StatisticsContract(new WithRoom(new ModelStores()));

public sealed class DirectTests() : DirectContract(new WithRoom(new ModelStores()));
