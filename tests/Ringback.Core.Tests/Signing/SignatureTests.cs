using System.Text;
using Ringback.Core.Signing;
using Ringback.Testing;
using Ringback.Verification.Signing;

namespace Ringback.Core.Tests.Signing;

public sealed class SignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long Time = 1614265330;
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = """{"test": 2432232314}"""u8.ToArray();
    private static readonly ManualTime Clock = new(DateTimeOffset.FromUnixTimeSeconds(Time));

    [Fact]
    public void Golden_vector() => Sign(Parse(Secret)).ShouldBe(Signature);

    [Fact]
    public void While_a_secret_is_rotated_both_sign_the_current_one_first()
    {
        var next = EndpointSecret.Generate();
        var header = Sign(next, Parse(Secret));
        header.Split(' ').Length.ShouldBe(2);
        header.ShouldEndWith(" " + Signature);
        header.ShouldStartWith(Sign(next));
        Verify(Secret, header).ShouldBe(SignatureCheck.Valid);
        Verify(next.Shown, header).ShouldBe(SignatureCheck.Valid);
        Verify(EndpointSecret.Generate().Shown, header).ShouldBe(SignatureCheck.NoMatch);
    }

    [Fact]
    public void Symmetric_and_asymmetric_sign_side_by_side()
    {
        var pair = EndpointSecret.Generate(SecretKind.Asymmetric, bytes => bytes.Fill(9));
        var header = Sign(pair, Parse(Secret));
        header.ShouldMatch("^v1a,[A-Za-z0-9+/]{86}== v1,[A-Za-z0-9+/]{43}=$");
        Verify(pair.Shown, header).ShouldBe(SignatureCheck.Valid);
        Verify(pair.Text, header).ShouldBe(SignatureCheck.Valid);
        Verify(Secret, header).ShouldBe(SignatureCheck.Valid);
        Verify(EndpointSecret.Generate(SecretKind.Asymmetric).Shown, header).ShouldBe(SignatureCheck.NoMatch);
    }

    [Fact]
    public void Many_secrets_all_sign()
    {
        var secrets = Enumerable.Range(0, 12).Select(i => EndpointSecret.Generate(i % 2 == 0 ? SecretKind.Symmetric : SecretKind.Asymmetric)).ToArray();
        var header = Sign(secrets);
        foreach (var secret in secrets) Verify(secret.Shown, header).ShouldBe(SignatureCheck.Valid);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(1_048_576)]
    public void Bodies_of_every_size_are_signed_whole(int size)
    {
        var body = new byte[size];
        new Random(4).NextBytes(body);
        var header = new MessageSigner([Parse(Secret)]).Sign(Encoding.ASCII.GetBytes(Id), Time, body);
        var verifier = new SignatureVerifier(Secret, Clock);
        verifier.Verify(Id, "1614265330", header, body).ShouldBe(SignatureCheck.Valid);
        if (size == 0) return;
        body[^1] ^= 1;
        verifier.Verify(Id, "1614265330", header, body).ShouldBe(SignatureCheck.NoMatch);
    }

    [Theory]
    [InlineData(Signature, SignatureCheck.Valid)]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= " + Signature, SignatureCheck.Valid)]
    [InlineData("v2,whatever v1a,AAAA nonsense , v1, " + Signature, SignatureCheck.Valid)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SignatureCheck.NoMatch)]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SignatureCheck.NoMatch)]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", SignatureCheck.NoMatch)]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", SignatureCheck.NoMatch)]
    [InlineData("v1,g0hM9SsE", SignatureCheck.NoMatch)]
    [InlineData(" ", SignatureCheck.NoMatch)]
    [InlineData("", SignatureCheck.Malformed)]
    [InlineData(null, SignatureCheck.Malformed)]
    public void Signatures(string? header, object expected) => Verify(Secret, header).ShouldBe(expected);

    [Fact]
    public void Only_the_first_sixteen_signatures_are_looked_at()
    {
        Verify(Secret, string.Concat(Enumerable.Repeat("v2,a ", 15)) + Signature).ShouldBe(SignatureCheck.Valid);
        Verify(Secret, string.Concat(Enumerable.Repeat("v2,a ", 16)) + Signature).ShouldBe(SignatureCheck.NoMatch);
    }

    [Theory]
    [InlineData(0, SignatureCheck.Valid)]
    [InlineData(300, SignatureCheck.Valid)]
    [InlineData(301, SignatureCheck.TooOld)]
    [InlineData(-300, SignatureCheck.Valid)]
    [InlineData(-301, SignatureCheck.TooNew)]
    public void The_time_may_be_five_minutes_off_both_ways(int secondsLater, object expected) =>
        new SignatureVerifier(Secret, new ManualTime(DateTimeOffset.FromUnixTimeSeconds(Time + secondsLater)))
            .Verify(Id, "1614265330", Signature, Body).ShouldBe(expected);

    [Theory]
    [InlineData(10, SignatureCheck.Valid)]
    [InlineData(11, SignatureCheck.TooOld)]
    [InlineData(-11, SignatureCheck.TooNew)]
    public void How_far_off_may_be_said(int secondsLater, object expected) =>
        new SignatureVerifier([VerificationKey.Parse(Secret)], new ManualTime(DateTimeOffset.FromUnixTimeSeconds(Time + secondsLater)), TimeSpan.FromSeconds(10))
            .Verify(Id, "1614265330", Signature, Body).ShouldBe(expected);

    [Fact]
    public void The_first_second_of_all_is_a_time() => new SignatureVerifier(Secret, Clock).Verify(Id, "0", Signature, Body).ShouldBe(SignatureCheck.TooOld);

    [Fact]
    public void The_longest_time_has_room_beside_bodies_of_every_size()
    {
        var signer = new MessageSigner([Parse(Secret)]);
        var signatures = Enumerable.Range(0, 300).Select(size => signer.Sign(Encoding.ASCII.GetBytes(Id), long.MinValue, new byte[size]));
        signatures.Distinct().Count().ShouldBe(300);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-1614265330")]
    [InlineData("+1614265330")]
    [InlineData(" 1614265330")]
    [InlineData("01614265330")]
    [InlineData("1614265330.0")]
    [InlineData("99999999999999999999")]
    public void A_time_that_is_no_whole_number_is_malformed(string? timestamp) =>
        new SignatureVerifier(Secret, Clock).Verify(Id, timestamp, Signature, Body).ShouldBe(SignatureCheck.Malformed);

    [Fact]
    public void Another_id_or_another_time_does_not_fit()
    {
        var verifier = new SignatureVerifier(Secret, Clock);
        verifier.Verify("msg_other", "1614265330", Signature, Body).ShouldBe(SignatureCheck.NoMatch);
        verifier.Verify(Id, "1614265331", Signature, Body).ShouldBe(SignatureCheck.NoMatch);
        verifier.Verify("msg_\u00e9", "1614265330", Signature, Body).ShouldBe(SignatureCheck.Malformed);
        verifier.Verify(null, "1614265330", Signature, Body).ShouldBe(SignatureCheck.Malformed);
    }

    [Fact]
    public void Signing_a_usual_message_allocates_the_header_only()
    {
        var signer = new MessageSigner([Parse(Secret)]);
        var id = Encoding.ASCII.GetBytes(Id);
        signer.Sign(id, Time, Body);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) signer.Sign(id, Time, Body);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(100 * 160);
    }

    private static EndpointSecret Parse(string text) =>
        EndpointSecret.TryParse(text, out var secret, out var error) ? secret : throw new InvalidOperationException(error);

    private static string Sign(params EndpointSecret[] secrets) =>
        new MessageSigner(secrets).Sign(Encoding.ASCII.GetBytes(Id), Time, Body);

    private static SignatureCheck Verify(string secret, string? header) =>
        new SignatureVerifier(secret, Clock).Verify(Id, "1614265330", header, Body);
}
