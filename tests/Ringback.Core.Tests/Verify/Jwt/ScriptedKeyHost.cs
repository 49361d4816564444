using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Jwt;

/// <summary>A provider's host that answers as the test says; null: it doesn't answer.</summary>
internal sealed class ScriptedKeyHost(Func<KeyQuestion, KeyAnswer?> answer) : IKeyHost
{
    private TaskCompletionSource? _held;
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public Func<KeyQuestion, KeyAnswer?> Answer { get; set; } = answer;

    /// <summary>Answers nothing until <see cref="LetGo"/>.</summary>
    public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo() => _held!.SetResult();

    public async ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        if (_held is { } held) await held.Task;
        return Answer(question);
    }
}
