using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ringback.Core.Tests.Verify;

/// <summary>A root with an intermediate and leaves, made on the spot.</summary>
internal sealed class TestAuthority
{
    private readonly RSA _rootKey = RSA.Create(2048);
    private readonly RSA _middleKey = RSA.Create(2048);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _middle;

    public TestAuthority()
    {
        _root = Request("CN=Test Root", _rootKey, isAuthority: true).CreateSelfSigned(From, Until);
        using var middle = Request("CN=Test Intermediate", _middleKey, isAuthority: true).Create(_root, From, Until, [1]);
        _middle = middle.CopyWithPrivateKey(_middleKey);
    }

    public static DateTimeOffset From { get; } = Sources.Now.AddDays(-30);

    public static DateTimeOffset Until { get; } = Sources.Now.AddDays(30);

    public string RootPem => _root.ExportCertificatePem();

    /// <summary>The leaf's PEM and after it the intermediate's.</summary>
    public string Leaf(string name, RSA key, DateTimeOffset? until = null)
    {
        using var leaf = Request("CN=" + name, key, isAuthority: false).Create(_middle, From, until ?? Until, [2]);
        return leaf.ExportCertificatePem() + "\n" + _middle.ExportCertificatePem();
    }

    private static CertificateRequest Request(string name, RSA key, bool isAuthority)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, true));
        return request;
    }
}
