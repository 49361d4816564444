using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ringback.Storage.Sqlite.Connection;

namespace Ringback.Operate.Sql.Sqlite;

/// <summary>
/// Bounds what an operation's statement writes to temporary files: sorters, materialised subqueries, statement journals. SQLite has a
/// limit of pages for a database, and none for these. So such connections use a copy of the system's VFS (https://sqlite.org/vfs.html)
/// whose files without a name count what is written to them; all else is the system's own.
/// </summary>
internal static unsafe class TemporaryFiles
{
    /// <value>Written by one statement, whatever it reads back.</value>
    private const long MostBytes = 512L << 20;

    private const string Name = "ringback-target";
    private const int MethodsSize = 19;
    private const int Write = 3;
    private const int VfsSize = 21;
    private const int VfsNext = 2;
    private const int VfsName = 3;
    private const int VfsOpen = 5;

    private static readonly Lock Gate = new();
    private static nint* _vfs;
    private static nint* _system;
    private static nint* _methods;
    private static nint* _systemMethods;

    /// <value>Whose statement runs on this thread; null: none.</value>
    [ThreadStatic]
    private static GuardState* _running;

    /// <value>The name of the VFS, for opening a connection.</value>
    public static nint Vfs()
    {
        lock (Gate)
        {
            if (_vfs is null)
                Register();
            return _vfs[VfsName];
        }
    }

    /// <param name="state">Counts from now on; null ends it.</param>
    public static void Count(GuardState* state) => _running = state;

    private static void Register()
    {
        _system = (nint*)Native.FindVfs(0);
        var copy = (nint*)NativeMemory.AllocZeroed(VfsSize, (nuint)sizeof(nint));
        // What an older version of the structure doesn't have isn't read.
        var words = *(int*)_system switch { 1 => 17, 2 => 18, _ => VfsSize };
        Unsafe.CopyBlock(copy, _system, (uint)(words * sizeof(nint)));
        copy[VfsNext] = 0;
        copy[VfsName] = Marshal.StringToCoTaskMemUTF8(Name);
        copy[VfsOpen] = (nint)(delegate* unmanaged<nint, byte*, nint*, int, int*, int>)&Open;
        var code = Native.RegisterVfs((nint)copy, 0);
        if (code != Native.Ok)
            throw new TargetException(code, "the size of SQLite's temporary files can't be limited");
        _vfs = copy;
    }

    [UnmanagedCallersOnly]
    private static int Open(nint vfs, byte* name, nint* file, int flags, int* outFlags)
    {
        var code = ((delegate* unmanaged<nint, byte*, nint*, int, int*, int>)_system[VfsOpen])((nint)_system, name, file, flags, outFlags);
        // A file begins with its methods. One without a name is temporary.
        if (code == Native.Ok && name is null && file[0] != 0)
            file[0] = (nint)Counting((nint*)file[0]);
        return code;
    }

    /// <summary>The system's methods but for what writes; the same for all of its temporary files.</summary>
    private static nint* Counting(nint* methods)
    {
        lock (Gate)
        {
            if (_methods is not null)
                return methods == _systemMethods ? _methods : methods;
            var copy = (nint*)NativeMemory.AllocZeroed(MethodsSize, (nuint)sizeof(nint));
            var words = *(int*)methods switch { 1 => 13, 2 => 17, _ => MethodsSize };
            Unsafe.CopyBlock(copy, methods, (uint)(words * sizeof(nint)));
            copy[Write] = (nint)(delegate* unmanaged<nint, void*, int, long, int>)&CountAndWrite;
            _systemMethods = methods;
            _methods = copy;
            return copy;
        }
    }

    [UnmanagedCallersOnly]
    private static int CountAndWrite(nint file, void* bytes, int count, long offset)
    {
        var running = _running;
        if (running is not null && (running->Temporary += count) > MostBytes)
        {
            running->Stopped = GuardStop.TemporaryFiles;
            return Native.Full;
        }

        return ((delegate* unmanaged<nint, void*, int, long, int>)_systemMethods[Write])(file, bytes, count, offset);
    }
}
