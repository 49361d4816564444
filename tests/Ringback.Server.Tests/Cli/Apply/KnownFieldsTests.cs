using System.Text.RegularExpressions;
using Ringback.Cli.Apply;

namespace Ringback.Server.Tests.Cli.Apply;

public sealed partial class KnownFieldsTests
{
    [Theory]
    [InlineData(nameof(DesiredKind.Source))]
    [InlineData(nameof(DesiredKind.Endpoint))]
    [InlineData(nameof(DesiredKind.Operation))]
    public void The_other_names_of_fields_are_those_that_the_API_reads(string name)
    {
        var kind = Enum.Parse<DesiredKind>(name);
        var read = KnownFields.Shape(kind).Fields
            .Select(field => (field.Name, Other: Other().Match(field.Note).Groups["name"].Value))
            .Where(field => field.Other.Length > 0);

        KnownFields.OtherNames(kind).Select(pair => (pair.Value, pair.Key)).ShouldBe(read, ignoreOrder: true);
    }

    /// <summary>As the API's document says it.</summary>
    [GeneratedRegex("Also called `(?<name>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Other();
}
