using Microsoft.AspNetCore.Http;
using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>The headers of a request of ASP.NET's.</summary>
internal sealed class RequestHeaders(IHeaderDictionary headers) : IRequestHeaders
{
    public int Count(string name) => headers.TryGetValue(name, out var values) ? values.Count : 0;

    public string Value(string name, int index) => headers[name][index] ?? "";
}
