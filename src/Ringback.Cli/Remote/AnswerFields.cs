using System.Text.Json.Nodes;

namespace Ringback.Cli.Remote;

/// <summary>Fields that an answer must have. Another program at the address answers 2xx, too.</summary>
internal static class AnswerFields
{
    /// <exception cref="RequestFailedException">It isn't there, or null.</exception>
    public static void Need(this JsonObject answer, string name)
    {
        if (answer[name] is null) throw NotRingback($"the answer has no {name}");
    }

    /// <param name="seen">What shows it, without a full stop.</param>
    public static RequestFailedException NotRingback(string seen) => new($"{seen}. This doesn't seem to be a Ringback server. Give its address with --server.");
}
