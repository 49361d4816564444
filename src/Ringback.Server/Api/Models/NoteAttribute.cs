namespace Ringback.Server.Api.Models;

/// <summary>What a field of an answer is, for the API's document.</summary>
/// <param name="text">Markdown.</param>
/// <param name="example">Of a text or a time, as it is; else in JSON. Null: none.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoteAttribute(string text, string? example = null) : Attribute
{
    public string Text => text;

    public string? Example => example;
}
