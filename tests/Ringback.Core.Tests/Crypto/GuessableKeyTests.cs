using System.Text;
using Ringback.Core.Crypto;

namespace Ringback.Core.Tests.Crypto;

/// <summary>Keys that somebody typed are refused, and random ones are not.</summary>
public sealed class GuessableKeyTests
{
    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcabcabcabcabcabcabcabc")]
    [InlineData("0123456789012345678901234567890123456789")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789ABCDEF")]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyz")]
    [InlineData("zyxwvutsrqponmlkjihgfedcba9876543210")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef")]
    [InlineData("00112233445566778899aabbccddeeff")]
    [InlineData("passwordpasswordpasswordpassword")]
    [InlineData("Password1234567890Password123456")]
    [InlineData("password12password12password12password12x")]
    [InlineData("mysupersecretpasswordthatislong1")]
    [InlineData("change-me-change-me-change-me-change-me")]
    [InlineData("please-change-this-secret-please")]
    [InlineData("qwertyuiopasdfghjklzxcvbnmqwertyuiop")]
    [InlineData("aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffgggggggghhhhhhhh")]
    [InlineData("deadbeefcafebabedeadbeefcafebabe")]
    [InlineData("MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    [InlineData("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    public void What_somebody_typed_is_refused(string key) => GuessableKey.Problem(Encoding.UTF8.GetBytes(key)).ShouldNotBeNull().ShouldContain("guessed");

    [Fact]
    public void Bytes_that_are_no_text_are_judged_alike()
    {
        GuessableKey.Problem(new byte[32]).ShouldNotBeNull();
        GuessableKey.Problem(Enumerable.Repeat((byte)0xFF, 32).ToArray()).ShouldNotBeNull();
        GuessableKey.Problem([.. Enumerable.Range(0x80, 32).Select(i => (byte)i)]).ShouldNotBeNull();
        GuessableKey.Problem([.. Enumerable.Range(0, 32).Select(i => (byte)(0x90 + i % 10))]).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("correct horse battery staple, and a fifth")]
    [InlineData("5b0f1c9e2d7a48365b1e9c0f7d2a4836")]
    [InlineData("3f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    public void What_is_hard_to_guess_is_taken(string key) => GuessableKey.Problem(Encoding.UTF8.GetBytes(key)).ShouldBeNull();

    [Theory]
    [InlineData("hex, 32")]
    [InlineData("hex, 64")]
    [InlineData("base64")]
    [InlineData("letters")]
    [InlineData("letters and digits")]
    [InlineData("bytes")]
    public void No_random_key_is_refused(string kind)
    {
        var random = new Random(20261127);
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = new byte[32];
            random.NextBytes(bytes);
            var key = kind switch
            {
                "hex, 32" => Encoding.UTF8.GetBytes(Convert.ToHexStringLower(bytes.AsSpan(0, 16))),
                "hex, 64" => Encoding.UTF8.GetBytes(Convert.ToHexString(bytes)),
                "base64" => Encoding.UTF8.GetBytes(Convert.ToBase64String(bytes)),
                "letters" => Encoding.UTF8.GetBytes(random.GetItems<char>("abcdefghijklmnopqrstuvwxyz", 32)),
                "letters and digits" => Encoding.UTF8.GetBytes(random.GetItems<char>("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32)),
                _ => bytes,
            };
            GuessableKey.Problem(key).ShouldBeNull(Encoding.Latin1.GetString(key));
        }
    }
}
