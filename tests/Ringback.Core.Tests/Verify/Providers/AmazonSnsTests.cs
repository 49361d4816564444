using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Ringback.Testing;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify.Providers;

/// <summary>What SNS signs, with both versions of its signature; whose certificate, whose topic, and which URL is visited.</summary>
public sealed class AmazonSnsTests : IAsyncLifetime
{
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:orders";
    private const string CertificatePath = "/SimpleNotificationService-56e67fcb41f6fec09b0196692625d385.pem";
    private const string Certificate = "https://sns.eu-west-1.amazonaws.com" + CertificatePath;
    private const string Subscribe = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1:123456789012:orders&Token=2336";
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly RSA OtherKey = RSA.Create(2048);
    private static readonly string Pem = PemOf("CN=sns.amazonaws.com");
    private FakeReceiver _sns = null!;
    private KeyHostOverSockets _host = null!;

    public async ValueTask InitializeAsync()
    {
        _sns = await FakeReceiver.StartAsync();
        _sns.On(CertificatePath, Replies.Status(200, Pem)).On("/", Replies.Status(200, "<ConfirmSubscriptionResponse/>"));
        _host = new KeyHostOverSockets(_sns);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _sns.DisposeAsync();
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("2", false)]
    [InlineData("1", true)]
    [InlineData("2", true)]
    public async Task Either_version_is_accepted_with_and_without_a_subject(string version, bool withSubject)
    {
        var source = Source();
        var message = Notification(version);
        if (withSubject) message["Subject"] = "My First Message";
        for (var i = 0; i < 2; i++) (await VerifyAsync(source, Sign(message))).ShouldBe(VerificationResult.Accepted);
        _host.Asked.ShouldHaveSingleItem().AbsoluteUri.ShouldBe(Certificate);
        var incoming = source.Events.Split(Sources.Post(Sign(message).ToJsonString())).ShouldHaveSingleItem();
        (incoming.Id, incoming.Type).ShouldBe(("22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324", "Notification"));
    }

    [Theory]
    [InlineData("Message", nameof(Refusal.NoMatch))]
    [InlineData("MessageId", nameof(Refusal.NoMatch))]
    [InlineData("Subject", nameof(Refusal.NoMatch))]
    [InlineData("Timestamp", nameof(Refusal.Malformed))]
    [InlineData("TopicArn", nameof(Refusal.NoMatch))]
    [InlineData("Type", nameof(Refusal.Malformed))]
    [InlineData("Signature", nameof(Refusal.Malformed))]
    [InlineData("SignatureVersion", nameof(Refusal.Malformed))]
    [InlineData("SigningCertURL", nameof(Refusal.Certificate))]
    public async Task What_was_changed_is_refused(string field, string refusal)
    {
        var message = Sign(Notification("2"));
        message[field] = "changed!";
        (await VerifyAsync(Source(), message)).Refusal.ToString().ShouldBe(refusal);
    }

    [Fact]
    public async Task Another_key_or_hash_is_refused()
    {
        (await VerifyAsync(Source(), Sign(Notification("2"), OtherKey))).Refusal.ShouldBe(Refusal.NoMatch);
        var message = Sign(Notification("1"));
        message["SignatureVersion"] = "2";
        (await VerifyAsync(Source(), message)).Refusal.ShouldBe(Refusal.NoMatch);
        (await VerifyAsync(Source(""","signatureVersion":"2" """), Sign(Notification("1")))).Refusal.ShouldBe(Refusal.Malformed);
        (await VerifyAsync(Source(""","signatureVersion":"2" """), Sign(Notification("2")))).IsAccepted.ShouldBeTrue();
        (await VerifyAsync(Source(""","signatureVersion":"1" """), Sign(Notification("2")))).Refusal.ShouldBe(Refusal.Malformed);
        (await VerifyAsync(Source(""","signatureVersion":"1" """), Sign(Notification("1")))).IsAccepted.ShouldBeTrue();
    }

    /// <summary>Everybody has topics that SNS signs for.</summary>
    [Fact]
    public async Task Another_topic_is_refused_though_it_is_signed()
    {
        var message = Notification("2");
        message["TopicArn"] = Topic + "-of-a-stranger";
        (await VerifyAsync(Source(), Sign(message))).Refusal.ShouldBe(Refusal.NoMatch);
        _host.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://sns.eu-west-1.amazonaws.com.evil.example" + CertificatePath)]
    [InlineData("https://evil.example/sns.eu-west-1.amazonaws.com" + CertificatePath)]
    [InlineData("https://sns.eu-west-1.amazonaws.com@evil.example" + CertificatePath)]
    [InlineData("https://user@sns.eu-west-1.amazonaws.com" + CertificatePath)]
    [InlineData("http://sns.eu-west-1.amazonaws.com" + CertificatePath)]
    [InlineData("https://sns.eu-west-1.amazonaws.com:8443" + CertificatePath)]
    [InlineData("https://sns.evil_region.amazonaws.com" + CertificatePath)]
    [InlineData("https://s3.eu-west-1.amazonaws.com" + CertificatePath)]
    [InlineData("https://sns.a.b.amazonaws.com" + CertificatePath)]
    [InlineData("https://sns.amazonaws.com" + CertificatePath)]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=ListTopics&x=.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com" + CertificatePath + "?x=1")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-/../evil.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.org" + CertificatePath)]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1/2.pem")]
    [InlineData("file:///etc/passwd.pem")]
    [InlineData("")]
    public async Task Nothing_is_fetched_from_where_it_is_not_pinned(string url)
    {
        var message = Notification("2");
        message["SigningCertURL"] = url;
        (await VerifyAsync(Source(), Sign(message))).Refusal.ShouldBe(Refusal.Certificate);
        _host.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chinas_regions_have_hosts_of_their_own()
    {
        var message = Notification("2");
        message["SigningCertURL"] = "https://sns.cn-north-1.amazonaws.com.cn" + CertificatePath;
        (await VerifyAsync(Source(), Sign(message))).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("sns.evil.example")]
    [InlineData("ec2.amazonaws.com")]
    [InlineData("evil.amazonaws.com.cn")]
    public async Task A_certificate_must_be_of_sns(string name)
    {
        _sns.On(CertificatePath, Replies.Status(200, PemOf("CN=" + name)));
        (await VerifyAsync(Source(), Sign(Notification("2")))).Refusal.ShouldBe(Refusal.Certificate);
    }

    [Fact]
    public async Task While_the_certificate_can_not_be_had_sns_may_send_again()
    {
        _sns.On(CertificatePath, Replies.Status(500));
        var source = Source();
        (await VerifyAsync(source, Sign(Notification("2")))).Refusal.ShouldBe(Refusal.Unavailable);
        _sns.On(CertificatePath, Replies.Status(200, Pem));
        (await VerifyAsync(source, Sign(Notification("2")), Sources.Now.AddSeconds(10))).IsAccepted.ShouldBeTrue();
    }

    [Theory]
    [InlineData(-60, -1, nameof(Refusal.Certificate))]
    [InlineData(-60, 0, nameof(Refusal.None))]
    [InlineData(0, 60, nameof(Refusal.None))]
    [InlineData(1, 60, nameof(Refusal.Certificate))]
    public async Task A_certificate_must_be_valid_now(int from, int until, string refusal)
    {
        // The times of certificates are whole seconds.
        var now = DateTimeOffset.FromUnixTimeSeconds(Sources.Now.ToUnixTimeSeconds());
        _sns.On(CertificatePath, Replies.Status(200, PemOf("CN=sns.amazonaws.com", now.AddSeconds(from), now.AddSeconds(until))));
        (await VerifyAsync(Source(), Sign(Notification("2")), now)).Refusal.ToString().ShouldBe(refusal);
    }

    /// <summary>The same lines could be another message.</summary>
    [Fact]
    public async Task A_lines_end_is_in_the_message_only()
    {
        var lines = Notification("2");
        lines["Message"] = "several\nMessageId\nlines";
        (await VerifyAsync(Source(), Sign(lines))).IsAccepted.ShouldBeTrue();
        var moved = Sign(lines);
        moved["Message"] = "several";
        moved["MessageId"] = "lines\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324";
        (await VerifyAsync(Source(), moved)).Refusal.ShouldBe(Refusal.Malformed);
    }

    /// <summary>Who reads the body later might take the other one.</summary>
    [Theory]
    [InlineData("Message")]
    [InlineData("MessageId")]
    [InlineData("TopicArn")]
    public async Task A_name_that_is_there_twice_is_refused(string name)
    {
        var body = Sign(Notification("2")).ToJsonString();
        foreach (var twice in (string[])[$$"""{"{{name}}":"other",{{body[1..]}}""", $$"""{{body[..^1]}},"{{name}}":"other"}"""])
            (await Source().Verifier.Verify(Sources.Post(twice), Sources.Now, TestContext.Current.CancellationToken)).Refusal.ShouldBe(Refusal.Malformed);
        _host.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_timestamp_may_be_as_old_as_retries_are()
    {
        foreach (var (direction, refusal) in ((int, Refusal)[])[(1, Refusal.TooOld), (-1, Refusal.TooNew)])
        {
            (await VerifyAsync(Source(), Sign(Notification("2")), Sources.Now.AddMinutes(65 * direction))).IsAccepted.ShouldBeTrue();
            (await VerifyAsync(Source(), Sign(Notification("2")), Sources.Now.AddMinutes(65 * direction).AddMilliseconds(direction))).Refusal.ShouldBe(refusal);
        }
    }

    [Fact]
    public async Task A_subscription_is_confirmed_once_its_request_is_verified()
    {
        var result = await VerifyAsync(Source(), Sign(Confirmation()));
        result.Answer.ShouldNotBeNull().Status.ShouldBe(200);
        _host.Asked.Select(url => url.AbsoluteUri).ShouldBe([Certificate, Subscribe]);
        _sns.Requests[^1].Query.ShouldContain("Action=ConfirmSubscription");
    }

    [Fact]
    public async Task Nothing_is_visited_that_was_not_signed()
    {
        var message = Sign(Confirmation());
        message["SubscribeURL"] = Subscribe + "0";
        (await VerifyAsync(Source(), message)).Refusal.ShouldBe(Refusal.NoMatch);
        _host.Asked.ShouldHaveSingleItem().AbsoluteUri.ShouldBe(Certificate);
    }

    [Theory]
    [InlineData("https://evil.example/?Action=ConfirmSubscription")]
    [InlineData("http://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/other?Action=ConfirmSubscription")]
    public async Task Nothing_is_visited_that_is_not_pinned_though_it_is_signed(string url)
    {
        var message = Confirmation();
        message["SubscribeURL"] = url;
        (await VerifyAsync(Source(), Sign(message))).Refusal.ShouldBe(Refusal.Malformed);
        _host.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2048, nameof(Refusal.None))]
    [InlineData(2049, nameof(Refusal.Malformed))]
    public async Task A_URL_to_visit_is_at_most_so_long(int length, string refusal)
    {
        var message = Confirmation();
        message["SubscribeURL"] = (Subscribe + "&x=").PadRight(length, '1');
        (await VerifyAsync(Source(), Sign(message))).Refusal.ToString().ShouldBe(refusal);
    }

    [Fact]
    public async Task A_confirmation_that_fails_is_to_be_sent_again()
    {
        _sns.On("/", Replies.Status(500));
        (await VerifyAsync(Source(), Sign(Confirmation()))).Refusal.ShouldBe(Refusal.Unavailable);
    }

    [Theory]
    [InlineData("Type")]
    [InlineData("Signature")]
    [InlineData("SignatureVersion")]
    [InlineData("Message")]
    [InlineData("MessageId")]
    [InlineData("TopicArn")]
    [InlineData("Timestamp")]
    [InlineData("SigningCertURL")]
    public async Task A_message_has_all_its_fields(string field)
    {
        var message = Sign(Notification("2"));
        message.Remove(field);
        (await VerifyAsync(Source(), message)).IsAccepted.ShouldBeFalse();
        _host.Asked.ShouldBeEmpty();
    }

    private static async Task<VerificationResult> VerifyAsync(SourceProfile source, JsonObject message, DateTimeOffset? now = null) =>
        (await source.Verifier.Verify(Sources.Post(message.ToJsonString(), ("Content-Type", "text/plain; charset=UTF-8")), now ?? Sources.Now, TestContext.Current.CancellationToken)).WithReason();

    private static string PemOf(string name, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var request = new CertificateRequest(name, Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(from ?? Sources.Now.AddDays(-30), until ?? Sources.Now.AddDays(30));
        return certificate.ExportCertificatePem();
    }

    private static JsonObject Notification(string version) => new()
    {
        ["Type"] = "Notification",
        ["MessageId"] = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        ["TopicArn"] = Topic,
        ["Message"] = """{"order":17}""",
        ["Timestamp"] = "2026-03-04T05:06:07.500Z",
        ["SignatureVersion"] = version,
        ["SigningCertURL"] = Certificate,
        ["UnsubscribeURL"] = "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
    };

    private static JsonObject Confirmation() => new()
    {
        ["Type"] = "SubscriptionConfirmation",
        ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        ["Token"] = "2336",
        ["TopicArn"] = Topic,
        ["Message"] = "You have chosen to subscribe to the topic.",
        ["SubscribeURL"] = Subscribe,
        ["Timestamp"] = "2026-03-04T05:06:07.500Z",
        ["SignatureVersion"] = "2",
        ["SigningCertURL"] = Certificate,
    };

    /// <summary>As its documentation says: names and values, sorted by name, a line each.</summary>
    private static JsonObject Sign(JsonObject message, RSA? key = null)
    {
        string[] names = (string?)message["Type"] == "Notification"
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var content = string.Concat(names.Where(message.ContainsKey).Select(name => $"{name}\n{(string?)message[name]}\n"));
        var hash = (string?)message["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        var signed = message.DeepClone().AsObject();
        signed["Signature"] = Convert.ToBase64String((key ?? Key).SignData(Encoding.UTF8.GetBytes(content), hash, RSASignaturePadding.Pkcs1));
        return signed;
    }

    private SourceProfile Source(string more = "") => Sources.Build("aws-sns", $$"""{"topicArn":"{{Topic}}"{{more}}}""", _host);
}
