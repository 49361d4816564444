using System.Net;
using System.Text.Unicode;
using Ringback.Verification.Json;

namespace Ringback.Verification.Verifiers;

/// <summary>What a provider sent, before anything in it is believed.</summary>
internal readonly record struct IncomingRequest
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly Reading? _reading;

    /// <summary>In capitals, as it came.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The whole URL with its query, as the provider saw it: some sign it. Behind a proxy that is the public URL,
    /// not what reached us.
    /// </summary>
    public required string Url { get; init; }

    public required IRequestHeaders Headers { get; init; }

    /// <summary>The bytes as they came, not decompressed, decoded or parsed.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get => _body;
        init
        {
            _body = value;
            _reading = value.IsEmpty ? null : new Reading();
        }
    }

    /// <value>Of the body; null takes what the header <c>Content-Type</c> says.</value>
    public string? ContentType { get; init; }

    /// <value>The body as pointers see it, converted when it is first asked for. Empty when it can't be read.</value>
    public ReadOnlyMemory<byte> Json => View?.Json ?? _body;

    /// <value>Whether the body, as it came, is one JSON text in UTF-8.</value>
    public bool IsWholeJson => View is { IsReadable: true, Format: BodyFormat.Json } view && view.Json.Equals(_body) && Utf8.IsValid(_body.Span);

    /// <value>The content type; null when none was declared, or several were.</value>
    public string? DeclaredType => ContentType ?? (Headers.Count("Content-Type") == 1 ? Headers.Value("Content-Type", 0) : null);

    /// <value>How many requests a minute the source takes; null: any number.</value>
    public int? MostPerMinute { get; init; }

    /// <summary>Who called: the connection's peer, or what a trusted proxy says. Null when unknown.</summary>
    public IPAddress? RemoteAddress { get; init; }

    /// <value>What pointers look through; null without a body.</value>
    public BodyView? View => _reading is null ? null : _reading.View ??= BodyView.Read(_body, DeclaredType);

    /// <value>The body's fields as a form has them, in their order, read when they are first asked for; null when it is none.</value>
    public IReadOnlyList<(string Name, string Value)>? FormFields
    {
        get
        {
            if (_reading is null) return [];
            if (!_reading.IsFormRead) (_reading.Form, _reading.IsFormRead) = (FormBody.TryParse(_body.Span, out var fields) ? fields : null, true);
            return _reading.Form;
        }
    }

    /// <summary>What was read of the body, shared by all copies of the request.</summary>
    private sealed class Reading
    {
        public BodyView? View { get; set; }

        public IReadOnlyList<(string Name, string Value)>? Form { get; set; }

        public bool IsFormRead { get; set; }
    }
}
