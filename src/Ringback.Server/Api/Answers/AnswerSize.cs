namespace Ringback.Server.Api.Answers;

/// <summary>How much memory an operation that reads may need for its answer, before its size is known.</summary>
internal enum AnswerSize
{
    /// <summary>What it shows is in memory already, or is small: room for an answer that is sent at once.</summary>
    Small,

    /// <summary>It reads rows from the store: room for a whole page.</summary>
    Page,
}
