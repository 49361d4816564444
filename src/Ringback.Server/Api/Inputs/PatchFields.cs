using Ringback.Server.Api.Http;

namespace Ringback.Server.Api.Inputs;

/// <summary>Reads fields of a PATCH that can't be cleared.</summary>
internal static class PatchFields
{
    /// <param name="absent">In the place of a value that isn't there; nobody looks at it then.</param>
    public static Patch<T> ReadPatch<T>(this Field<T> field, JsonFields fields, T absent)
        where T : class
    {
        var (given, value) = field.ReadPatch(fields);
        return new Patch<T>(given, value ?? absent);
    }

    /// <inheritdoc cref="ReadPatch{T}(Field{T}, JsonFields, T)"/>
    public static Patch<T> ReadPatch<T>(this Field<T?> field, JsonFields fields, T absent)
        where T : struct
    {
        var (given, value) = field.ReadPatch(fields);
        return new Patch<T>(given, value ?? absent);
    }
}
