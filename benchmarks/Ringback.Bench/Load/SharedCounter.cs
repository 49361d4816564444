using System.IO.MemoryMappedFiles;

namespace Ringback.Bench.Load;

/// <summary>A count that the sink writes and the generator reads, in a page of memory that both map: neither pays a system call for it.</summary>
internal sealed unsafe class SharedCounter : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _value;

    public SharedCounter(string path)
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        _file = MemoryMappedFile.CreateFromFile(file, null, 8, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 8);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _value = (long*)start;
    }

    public long Value => Volatile.Read(ref *_value);

    public void Increment() => Interlocked.Increment(ref *_value);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}
