using System.Text;
using Ringback.Core.Crypto;

namespace Ringback.Core.Tests.Crypto;

public sealed class SecretBoxTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] OtherKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private readonly SecretBox _box = new(Key);

    [Theory]
    [InlineData("", "")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "ep_1")]
    public void What_is_sealed_opens_at_its_place(string plain, string place)
    {
        var envelope = _box.Seal(Encoding.UTF8.GetBytes(plain), Encoding.UTF8.GetBytes(place));

        envelope.Length.ShouldBe(plain.Length + SecretBox.Overhead);
        Encoding.UTF8.GetString(new SecretBox(Key).Open(envelope, Encoding.UTF8.GetBytes(place))).ShouldBe(plain);
    }

    [Fact]
    public void Two_envelopes_of_one_secret_have_nothing_in_common_to_see() =>
        _box.Seal("x"u8, "y"u8)[5..].ShouldNotBe(_box.Seal("x"u8, "y"u8)[5..]);

    [Fact]
    public void The_wrong_key_is_named()
    {
        var envelope = _box.Seal("secret"u8, "ep_1"u8);
        var other = new SecretBox(OtherKey);

        var thrown = Should.Throw<SecretBoxException>(() => other.Open(envelope, "ep_1"u8));

        thrown.Fault.ShouldBe(SecretBoxFault.WrongKey);
        thrown.Message.ShouldContain(_box.KeyId);
        thrown.Message.ShouldContain(other.KeyId);
        thrown.Message.ShouldNotContain("secret\"");
    }

    [Fact]
    public void A_secret_moved_to_another_row_does_not_open() =>
        Fault(_box.Seal("secret"u8, "ep_1"u8), "ep_2"u8).ShouldBe(SecretBoxFault.Damaged);

    [Fact]
    public void Another_purpose_has_another_key() =>
        Should.Throw<SecretBoxException>(() => new SecretBox(Key, "other").Open(_box.Seal("x"u8, ""u8), ""u8));

    [Fact]
    public void Every_altered_byte_and_every_cut_is_noticed()
    {
        var envelope = _box.Seal("secret"u8, "ep_1"u8);
        for (var i = 0; i < envelope.Length; i++)
        {
            var altered = envelope.ToArray();
            altered[i] ^= 1;
            Should.Throw<SecretBoxException>(() => _box.Open(altered, "ep_1"u8));
            Should.Throw<SecretBoxException>(() => _box.Open(envelope.AsSpan(0, i), "ep_1"u8));
        }
        envelope[0] = 2;
        Fault(envelope, "ep_1"u8).ShouldBe(SecretBoxFault.UnknownVersion);
    }

    [Fact]
    public void An_envelope_of_the_first_version_still_opens()
    {
        // Made outside of .NET, with the key 00 01 … 1f and the nonce 00 … 0b: the format is kept for as long as databases are.
        var envelope = Convert.FromHexString(FirstVersionEnvelope);
        _box.Open(envelope, "ep_1"u8).ShouldBe("secret"u8.ToArray());
    }

    private const string FirstVersionEnvelope =
        "01112ddac5000102030405060708090a0b0c068b14545388d0b310956da1ed36df2e5b05921979";

    private SecretBoxFault Fault(byte[] envelope, ReadOnlySpan<byte> place)
    {
        try
        {
            _box.Open(envelope, place);
        }
        catch (SecretBoxException e)
        {
            return e.Fault;
        }
        throw new InvalidOperationException("it opened");
    }
}
