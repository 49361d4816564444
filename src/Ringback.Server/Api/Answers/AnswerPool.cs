namespace Ringback.Server.Api.Answers;

/// <summary>A part of the memory for answers.</summary>
/// <param name="most">Bytes.</param>
internal sealed class AnswerPool(long most)
{
    public long Most => most;

    /// <value>Bytes taken now: more than there are when an answer turned out larger than anybody could know.</value>
    public long Held { get; set; }
}
