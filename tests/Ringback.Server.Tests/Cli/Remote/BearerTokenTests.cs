using Ringback.Cli;
using Ringback.Cli.Remote;
using Ringback.Cli.Usage;
using Ringback.Server.Secrets;

namespace Ringback.Server.Tests.Cli.Remote;

public sealed class BearerTokenTests
{
    [Theory]
    [InlineData("a\nb", "it contains a line break.")]
    [InlineData("a\rb", "it contains a line break.")]
    [InlineData("tökén", "its character 2 is not allowed. A token consists of letters A to Z, digits and -._~+/=.")]
    [InlineData("a b", "its character 2 is not allowed. A token consists of letters A to Z, digits and -._~+/=.")]
    [InlineData("ab\0", "its character 3 is not allowed. A token consists of letters A to Z, digits and -._~+/=.")]
    public void What_no_header_can_hold_is_no_token(string text, string why) =>
        Should.Throw<UsageException>(() => BearerToken.Check("RINGBACK_TOKEN", text)).Message.ShouldBe("RINGBACK_TOKEN isn't a token: " + why);

    [Theory]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx-_In0.c2ln")]
    [InlineData("sk_test_1")]
    [InlineData("a+b/c~d==")]
    public void Tokens_stay_as_they_are(string text) => BearerToken.Check("RINGBACK_TOKEN", text).ShouldBe(text);

    [Theory]
    [InlineData("sources", "list")]
    [InlineData("apply", "-f", "none.yaml")]
    public async Task A_token_in_the_data_folder_is_looked_at_too(params string[] command)
    {
        var folder = Directory.CreateTempSubdirectory("ringback-token-").FullName;
        try
        {
            SecretFile.Write(Path.Combine(folder, OrganisationToken.Name), "a\nb");
            using var error = new StringWriter();
            var code = await RingbackCommand.RunAsync(
                [.. command, "--server", "http://127.0.0.1:1", "--data", folder], TextWriter.Null, error, TestContext.Current.CancellationToken);
            error.ToString().ShouldBe($"ringback: {Path.Combine(folder, OrganisationToken.Name)} isn't a token: it contains a line break.{Environment.NewLine}");
            code.ShouldBe(ExitCode.Usage);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
