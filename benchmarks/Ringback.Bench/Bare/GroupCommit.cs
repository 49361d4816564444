using System.Threading.Tasks.Sources;

namespace Ringback.Bench.Bare;

/// <summary>Callers wait; one thread takes all that waits, writes it in one commit, and lets them all go. Nothing sleeps to fill a batch.</summary>
internal sealed class GroupCommit : IDisposable
{
    private readonly Action<IReadOnlyList<Waiting>> _write;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private List<Waiting> _filling = [];
    private List<Waiting> _writing = [];
    private bool _ended;

    public GroupCommit(Action<IReadOnlyList<Waiting>> write)
    {
        _write = write;
        _thread = new Thread(Loop) { IsBackground = true, Name = "writer" };
        _thread.Start();
    }

    public ValueTask CommitAsync(ReadOnlyMemory<byte> payload)
    {
        var waiting = new Waiting(payload);
        bool first;
        lock (_lock)
        {
            first = _filling.Count == 0;
            _filling.Add(waiting);
        }

        if (first)
            _wake.Release();
        return new ValueTask(waiting, 0);
    }

    public void Dispose()
    {
        _ended = true;
        _wake.Release();
        _thread.Join();
        _wake.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _wake.Wait();
            lock (_lock)
                (_filling, _writing) = (_writing, _filling);
            if (_writing.Count > 0)
            {
                _write(_writing);
                foreach (var waiting in _writing)
                    waiting.Complete();
                _writing.Clear();
            }

            if (_ended)
                return;
        }
    }

    /// <summary>A payload on its way to the disk, and whoever waits for it.</summary>
    internal sealed class Waiting(ReadOnlyMemory<byte> payload) : IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };

        public ReadOnlySpan<byte> Payload => payload.Span;

        public void Complete() => _core.SetResult(true);

        void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);
    }
}
