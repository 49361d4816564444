using System.Text;
using Ringback.Verification.Verifiers;

namespace Ringback.Core.Tests.Verify;

/// <summary>The fields of a form, or that it is none: a field that is read one way here and another way later could be forged.</summary>
public sealed class FormBodyTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=1", "a:1")]
    [InlineData("a=1&b=2&a=3", "a:1|b:2|a:3")]
    [InlineData("a", "a:")]
    [InlineData("a=", "a:")]
    [InlineData("=1", ":1")]
    [InlineData("=", ":")]
    [InlineData("a=b=c", "a:b=c")]
    [InlineData("&&a=1&", "a:1")]
    [InlineData("a+b=c+d", "a b:c d")]
    [InlineData("%61%3d=%26%2B", "a=:&+")]
    [InlineData("a=%C3%bc", "a:ü")]
    [InlineData("a=%00", "a:\0")]
    [InlineData("a=%", null)]
    [InlineData("a=%4", null)]
    [InlineData("a=%4g", null)]
    [InlineData("%g4=1", null)]
    [InlineData("%=1", null)]
    [InlineData("a=1&b=%", null)]
    [InlineData("a=%ff", null)]
    [InlineData("%c3=1", null)]
    public void A_form_is_read_strictly(string body, string? fields) => Read(body).ShouldBe(fields);

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    public void It_has_so_many_fields_at_most(int count, bool isForm) => (Read(string.Join('&', Enumerable.Repeat("a=1", count))) is not null).ShouldBe(isForm);

    private static string? Read(string body) =>
        FormBody.TryParse(Encoding.UTF8.GetBytes(body), out var fields) ? string.Join('|', fields.Select(field => $"{field.Name}:{field.Value}")) : null;
}
