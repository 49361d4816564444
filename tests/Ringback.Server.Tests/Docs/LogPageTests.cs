using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Ringback.Cli;
using Ringback.Client;
using Ringback.Core;
using Ringback.Intake.RabbitMQ;
using Ringback.Intake.Spool;
using Ringback.Operate.Sql;
using Ringback.Storage.Postgres;
using Ringback.Storage.Relational;
using Ringback.Storage.Sqlite;
using Ringback.Verification.Types;

namespace Ringback.Server.Tests.Docs;

/// <summary>Every log message of the projects in <c>src</c> follows the rules and stands on the page of the log, as the code has it.</summary>
public sealed partial class LogPageTests
{
    private static readonly (string Project, int FirstId, Assembly Assembly)[] Projects =
    [
        ("Ringback.Core", 1000, typeof(Pipeline).Assembly),
        // A part of receiving: its messages are among those of the stages.
        ("Ringback.Intake.RabbitMQ", 1000, typeof(RabbitIntake).Assembly),
        ("Ringback.Intake.Spool", 1000, typeof(SpoolIntake).Assembly),
        ("Ringback.Operate.Sql", 2000, typeof(SqlConnections).Assembly),
        ("Ringback.Server", 3000, typeof(RingbackServer).Assembly),
        ("Ringback.Client", 4000, typeof(WebhookRefusal).Assembly),
        ("Ringback.Storage.Sqlite", 5000, typeof(SqliteStore).Assembly),
        ("Ringback.Cli", 6000, typeof(RingbackCommand).Assembly),
        ("Ringback.Verification", 7000, typeof(SourceTypes).Assembly),
        ("Ringback.Storage.Postgres", 9000, typeof(PostgresStore).Assembly),
        ("Ringback.Storage.Relational", 8000, typeof(RelationalStore).Assembly),
    ];

    private static readonly (int FirstId, LoggerMessageAttribute Message)[] Messages =
    [
        .. from project in Projects
           from type in project.Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           select (project.FirstId, message),
    ];

    [Fact]
    public void The_projects_are_all_of_them() =>
        Projects.Select(project => project.Project).Order()
            .ShouldBe(Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(folder => Path.GetFileName(folder)).Order());

    [Fact]
    public void Every_log_message_is_declared_with_the_attribute()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        sources.Sum(source => Declaration().Count(source)).ShouldBe(Messages.Length, "one that the compiled assemblies don't have is missing from these tests");
        sources.Sum(source => ExtensionCall().Count(source)).ShouldBe(0, "a message without an id can't be found on the page");
    }

    [Fact]
    public void Every_log_message_has_an_id_of_its_own_in_its_project_s_range_and_a_name_of_its_own()
    {
        foreach (var (firstId, message) in Messages) message.EventId.ShouldBeInRange(firstId, firstId + 999, message.Message);
        Messages.Select(it => it.Message.EventId).ShouldBeUnique();
        Messages.Select(it => it.Message.EventName).ShouldBeUnique();
        foreach (var (_, message) in Messages) message.EventName.ShouldNotBeNullOrEmpty(message.Message);
    }

    [Fact]
    public void Every_log_message_reads_as_a_sentence()
    {
        foreach (var (_, message) in Messages) IsSentence(message.Message).ShouldBeTrue(message.Message);
        foreach (var name in Messages.SelectMany(it => Placeholder().Matches(it.Message.Message)).Select(match => match.Groups["it"].Value))
        {
            PascalCase().IsMatch(name).ShouldBeTrue(name);
            Secret().IsMatch(name).ShouldBeFalse(name);
        }
    }

    [Theory]
    [InlineData("could not read", false)]
    [InlineData("{Reason}", false)]
    [InlineData("Could not read.", false)]
    [InlineData("Could not read ", false)]
    [InlineData("Could not read!", false)]
    [InlineData("Could not read", true)]
    [InlineData("Could not read: {Reason}", true)]
    [InlineData("Could not read (twice)", true)]
    public void A_sentence_starts_with_a_capital_and_ends_without_a_mark(string message, bool isOne) => IsSentence(message).ShouldBe(isOne);

    [Theory]
    [InlineData("JwtSecret", true)]
    [InlineData("IngestToken", true)]
    [InlineData("Body", true)]
    [InlineData("EventKey", false)]
    [InlineData("Reason", false)]
    public void Placeholders_for_what_nobody_may_see_are_known(string name, bool isSecret) => Secret().IsMatch(name).ShouldBe(isSecret);

    [Fact]
    public void The_page_has_every_log_message_as_the_code_has_it()
    {
        var rows = Row().Matches(Repository.Read("docs/reference/log.md"));
        rows.Select(row => row.Groups["code"].Value)
            .ShouldBe(Messages.OrderBy(it => it.Message.EventId).Select(it => $"| {it.Message.EventId} | `{it.Message.EventName}` | {it.Message.Level} | {it.Message.Message} |"));
        foreach (Match row in rows) row.Groups["remedy"].Value.ShouldEndWith(".", Case.Sensitive, row.Value);
    }

    private static bool IsSentence(string message) => Sentence().IsMatch(message);

    [GeneratedRegex(@"\[LoggerMessage\(", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex ExtensionCall();

    [GeneratedRegex(@"^[A-Z][a-z]* .*[A-Za-z0-9})]$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\{(?<it>[^}:,]*)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("^(?:[A-Z][a-z0-9]+)+$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex PascalCase();

    [GeneratedRegex("Secret|Token|Password|Payload|Body|Header|Credential|Authorization|Url", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"^(?<code>\| [0-9]+ \| `[A-Za-z]+` \| [A-Za-z]+ \| [^|]+ \|) (?<remedy>[^|]+) \|$", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Row();
}
