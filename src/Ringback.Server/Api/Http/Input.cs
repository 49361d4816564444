using System.Diagnostics.CodeAnalysis;

namespace Ringback.Server.Api.Http;

/// <summary>What was read from a request, or the answer that refuses it.</summary>
internal readonly struct Input<T>
{
    private readonly ApiError? _error;
    private readonly T? _value;

    public Input(ApiError error) => _error = error;

    public Input(T value, ReadOnlyMemory<byte> body) => (_value, Body) = (value, body);

    /// <summary>The bytes that it was read from.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    public T Value => _error is null ? _value! : throw new InvalidOperationException("The input was refused: look at Failed first.");

    public bool Failed([NotNullWhen(true)] out ApiError? error)
    {
        error = _error;
        return error is not null;
    }
}
