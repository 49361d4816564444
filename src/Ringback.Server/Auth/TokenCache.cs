using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ringback.Server.Auth;

/// <summary>
/// Remembers tokens that were found valid, by hash, so that no list of usable tokens lies in memory. Bounded: two
/// generations, the older is dropped when the younger is full, and what is still asked for moves over.
/// </summary>
/// <param name="size">Tokens a generation.</param>
internal sealed class TokenCache(int size = 4096)
{
    private volatile ConcurrentDictionary<Hash, Credential> _young = new();
    private volatile ConcurrentDictionary<Hash, Credential> _old = new();
    private readonly Lock _turn = new();

    public Credential? Find(Hash token)
    {
        if (_young.TryGetValue(token, out var credential)) return credential;
        if (!_old.TryGetValue(token, out credential)) return null;
        Add(token, credential);
        return credential;
    }

    public void Add(Hash token, Credential credential)
    {
        var young = _young;
        // The count locks the dictionary, but additions are rare beside look-ups.
        if (young.TryAdd(token, credential) && young.Count >= size)
        {
            lock (_turn)
            {
                if (!ReferenceEquals(young, _young)) return;
                _old = young;
                _young = new ConcurrentDictionary<Hash, Credential>();
            }
        }
    }

    /// <summary>How many are held, of both generations.</summary>
    internal int Count => _young.Count + _old.Count;

    /// <summary>SHA-256 of a token.</summary>
    internal readonly record struct Hash(ulong A, ulong B, ulong C, ulong D)
    {
        /// <param name="token">ASCII, at most <see cref="TokenValidator.Longest"/> characters.</param>
        public static Hash Compute(ReadOnlySpan<char> token)
        {
            Span<byte> bytes = stackalloc byte[token.Length];
            Encoding.ASCII.GetBytes(token, bytes);
            Span<ulong> parts = stackalloc ulong[4];
            SHA256.HashData(bytes, MemoryMarshal.AsBytes(parts));
            return new Hash(parts[0], parts[1], parts[2], parts[3]);
        }

        public override int GetHashCode() => (int)A;
    }
}
