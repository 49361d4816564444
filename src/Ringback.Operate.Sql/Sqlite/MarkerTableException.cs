namespace Ringback.Operate.Sql.Sqlite;

/// <summary>The table of markers can't be used: somebody dropped it, or changed it.</summary>
internal sealed class MarkerTableException(Exception inner) : Exception("the table ringback_run can't be used: " + inner.Message, inner);
