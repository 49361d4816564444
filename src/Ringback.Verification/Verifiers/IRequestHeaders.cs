namespace Ringback.Verification.Verifiers;

/// <summary>The headers of a request by name, the case of ASCII letters ignored.</summary>
internal interface IRequestHeaders
{
    /// <summary>How many lines have this name; 0 when it is missing.</summary>
    int Count(string name);

    /// <summary>The value of one of those lines.</summary>
    string Value(string name, int index);
}
