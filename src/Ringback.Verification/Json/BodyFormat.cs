namespace Ringback.Verification.Json;

/// <summary>What a body was read as.</summary>
internal enum BodyFormat
{
    /// <summary>Nothing can be looked up in it.</summary>
    Unreadable = 0,
    Json = 1,

    /// <summary><c>application/x-www-form-urlencoded</c>, or the query of a request without a body.</summary>
    Form = 2,

    /// <summary><c>multipart/form-data</c>.</summary>
    Multipart = 3,
}
