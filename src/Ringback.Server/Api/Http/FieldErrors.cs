using System.Diagnostics.CodeAnalysis;

namespace Ringback.Server.Api.Http;

/// <summary>Gathers what is wrong in a request, so that its sender learns all of it at once.</summary>
internal sealed class FieldErrors
{
    /// <summary>More than this many help nobody, and a hostile body could make any number.</summary>
    private const int Most = 50;

    private List<FieldError>? _errors;

    public bool Any => _errors is not null;

    public void Add(IReadOnlyList<string> loc, string problem, string type = FieldError.Value)
    {
        _errors ??= [];
        if (_errors.Count < Most) _errors.Add(new FieldError(loc, problem, type));
    }

    /// <summary>True, with the 422, when anything was wrong.</summary>
    public bool Failed([NotNullWhen(true)] out ApiError? error)
    {
        error = _errors is null ? null : ApiError.Invalid(_errors);
        return error is not null;
    }
}
