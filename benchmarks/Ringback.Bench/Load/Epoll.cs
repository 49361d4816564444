using System.Runtime.InteropServices;

namespace Ringback.Bench.Load;

/// <summary>
/// The few system calls of the generator's one thread: epoll, recv and send on the handles of ordinary sockets.
/// Through .NET's own socket engine the generator would take two threads, and a share of the machine that belongs to what is measured.
/// </summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int ControlAdd = 1, ControlDelete = 2;
    private const uint In = 1;
    private const int NoSignal = 0x4000, DontWait = 0x40;
    private const int Interrupted = 4, WouldBlock = 11;

    // epoll_event is packed on x86-64 only: 12 bytes there, 16 elsewhere.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private readonly byte[] _events = GC.AllocateArray<byte>(16 * Capacity, pinned: true);
    private readonly int _handle = epoll_create1(0);

    public const int Capacity = 1024;

    public void Add(int socket, int tag) => Control(ControlAdd, socket, tag);

    public void Remove(int socket) => Control(ControlDelete, socket, 0);

    /// <summary>Waits for bytes on any socket, at most so long (negative: for ever). Returns how many are ready; <see cref="Tag"/> tells which.</summary>
    public int Wait(long nanoseconds)
    {
        var timeout = new TimeSpec { Seconds = nanoseconds / 1_000_000_000, Nanoseconds = nanoseconds % 1_000_000_000 };
        fixed (byte* events = _events)
        {
            var ready = epoll_pwait2(_handle, events, Capacity, nanoseconds < 0 ? null : &timeout, null);
            return ready >= 0 ? ready : Marshal.GetLastPInvokeError() == Interrupted ? 0 : throw Failed("epoll_pwait2");
        }
    }

    public int Tag(int index) => BitConverter.ToInt32(_events, index * EventSize + EventSize - 8);

    /// <summary>Bytes received; 0 when the peer closed or reset; -1 when there are none now.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* start = into)
        {
            var got = recv(socket, start, (nuint)into.Length, DontWait);
            return got >= 0 ? (int)got : Marshal.GetLastPInvokeError() is WouldBlock or Interrupted ? -1 : 0;
        }
    }

    /// <summary>Sends all of it, waiting for room where a socket is full; false when the connection is gone.</summary>
    public static bool Send(int socket, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                var now = send(socket, start + sent, (nuint)(bytes.Length - sent), NoSignal);
                if (now < 0 && Marshal.GetLastPInvokeError() != Interrupted)
                    return false;
                sent += (int)Math.Max(0, now);
            }
        }

        return true;
    }

    public void Dispose() => close(_handle);

    private void Control(int what, int socket, int tag)
    {
        var bytes = stackalloc byte[16];
        *(uint*)bytes = In;
        *(int*)(bytes + EventSize - 8) = tag;
        if (epoll_ctl(_handle, what, socket, bytes) < 0)
            throw Failed("epoll_ctl");
    }

    private static InvalidOperationException Failed(string call) => new($"{call} failed with errno {Marshal.GetLastPInvokeError()}.");

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int what, int socket, byte* data);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_pwait2(int epoll, byte* events, int capacity, TimeSpec* timeout, void* signals);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, byte* into, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, byte* from, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial int close(int handle);
}
