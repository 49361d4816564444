namespace Ringback.Core.Templates;

/// <summary>
/// An event doesn't fit what is to be made of it: the reason goes on record. The same event never fits, so that nobody tries it again.
/// </summary>
internal sealed class RenderException(string reason) : Exception(reason);
