using Ringback.Core.Http;
using Ringback.Core.Profiles;
using Ringback.Testing;
using Ringback.Verification.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>The server's own fetcher, whose providers' hosts are a receiver on this machine: their paths are its paths.</summary>
internal sealed class KeyHostOverSockets(FakeReceiver receiver) : IKeyHost, IDisposable
{
    private readonly KeyFetcher _fetcher = new(new DeliveryOptions(), new AddressGuard(CidrList.CreateFrom([System.Net.IPNetwork.Parse("127.0.0.0/8")])));

    /// <value>What was asked for, before it was sent elsewhere.</value>
    public List<Uri> Asked { get; } = [];

    public ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation)
    {
        Asked.Add(question.Url);
        return _fetcher.Ask(question with { Url = receiver.At(question.Url.PathAndQuery) }, cancellation);
    }

    public void Dispose() => _fetcher.Dispose();
}
