using System.Text;
using System.Text.Unicode;

namespace Ringback.Core.Crypto;

/// <summary>
/// Tells keys that somebody made up from random ones: by how many pieces are needed to write the key down, where what stood before, a run
/// of neighbours and a common word are one piece each. Random keys need as many as they have characters.
/// </summary>
internal static class GuessableKey
{
    /// <value>Of 32 random hexadecimal digits, fewer than one in a million keys has fewer.</value>
    private const int FewestDistinct = 8;

    private const int FewestPieces = 16;
    private const int ShortestCopy = 3;
    private const int ShortestRun = 4;

    private static readonly byte[][] Words =
    [
        .. "password,passwort,passw0rd,passphrase,secret,s3cret,geheim,change,letmein,welcome,default,example,admin,qwerty,qwertz,azerty,uiop,asdf,ghjk,zxcv,yxcv,bnm,test,token,super,signing,encryption,ringback,webhook,production,development,hello,world,please,master,your,this,long,random,string,characters,replace,insecure,0xdeadbeef,deadbeef,cafebabe"
            .Split(',').Select(Encoding.UTF8.GetBytes),
    ];

    /// <summary>Why a key could be guessed, as the end of a sentence that begins with its name; null when it looks random.</summary>
    /// <param name="key">Bytes, or a text in UTF-8, which may be hexadecimal or base64 of the bytes that matter.</param>
    public static string? Problem(ReadOnlySpan<byte> key)
    {
        if (Count(key) is { } problem)
            return problem;
        if (!Utf8.IsValid(key))
            return null;
        var text = Encoding.UTF8.GetString(key);
        var bytes = new byte[text.Length];
        if (text.Length % 2 == 0 && Convert.FromHexString(text, bytes, out _, out var length) == System.Buffers.OperationStatus.Done)
            return Count(bytes.AsSpan(0, length));
        return Convert.TryFromBase64String(text, bytes, out length) ? Count(bytes.AsSpan(0, length)) : null;
    }

    private static string? Count(ReadOnlySpan<byte> key)
    {
        var distinct = new HashSet<byte>(key.ToArray()).Count;
        if (distinct < FewestDistinct)
            return $"it has fewer than {FewestDistinct} different characters, so it could be guessed";
        return Pieces(key) < Math.Min(FewestPieces, key.Length / 2)
            ? "it is a word, a sequence or a repeated text, so it could be guessed"
            : null;
    }

    private static int Pieces(ReadOnlySpan<byte> key)
    {
        var lower = key.ToArray();
        foreach (ref var letter in lower.AsSpan())
        {
            if (char.IsAsciiLetterUpper((char)letter))
                letter |= 0x20;
        }

        var pieces = 0;
        for (var at = 0; at < key.Length; pieces++)
            at += Math.Max(1, Math.Max(Math.Max(Copy(lower, at), Run(key, at)), Word(lower, at)));
        return pieces;
    }

    /// <summary>How much of what follows stands before, as it is; it may overlap with itself.</summary>
    private static int Copy(ReadOnlySpan<byte> key, int at)
    {
        var longest = 0;
        for (var from = 0; from < at; from++)
            longest = Math.Max(longest, key[at..].CommonPrefixLength(key[from..]));
        return longest < ShortestCopy ? 0 : longest;
    }

    /// <summary>Such as <c>aaaa</c>, <c>abcd</c>, <c>8642</c>.</summary>
    private static int Run(ReadOnlySpan<byte> key, int at)
    {
        var end = at + 2;
        while (end < key.Length && key[end] - key[end - 1] == key[at + 1] - key[at])
            end++;
        return end - at < ShortestRun ? 0 : end - at;
    }

    private static int Word(ReadOnlySpan<byte> key, int at)
    {
        var longest = 0;
        foreach (var word in Words)
        {
            if (key[at..].StartsWith(word))
                longest = Math.Max(longest, word.Length);
        }

        return longest;
    }
}
