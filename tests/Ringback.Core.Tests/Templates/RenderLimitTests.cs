using System.Text;
using System.Text.Json;
using Ringback.Core.Catalog;
using Ringback.Core.Json;
using Ringback.Core.Messages;
using Ringback.Core.Operate;
using Ringback.Core.Templates;

namespace Ringback.Core.Tests.Templates;

/// <summary>What a template makes is bounded while it is made.</summary>
public sealed class RenderLimitTests
{
    private static readonly Message Large = new()
    {
        Id = default,
        ApplicationId = 1,
        EventType = "a",
        AcceptedAt = 0,
        Payload = Encoding.UTF8.GetBytes($$"""{"a":"{{new string('x', 1 << 20)}}","e":"{{string.Concat(Enumerable.Repeat("\\u0001", 100_000))}}"}"""),
    };

    [Theory]
    [InlineData("{{/a}}")]
    [InlineData("{{/e}}")]
    [InlineData("x{{$message.payload}}")]
    public void A_text_says_what_was_over_which_limit(string template)
    {
        var parsed = Template.Parse(template);
        Should.Throw<RenderException>(() => parsed.Render(Of(parsed.Pointers), new RenderLimit("the URL", 8192, "characters")))
            .Message.ShouldBe("With this event, the URL would be longer than 8192 characters.");
    }

    [Theory]
    [InlineData("{{/a}}")]
    [InlineData("{{$message.payload}}")]
    [InlineData("a {{/a}}")]
    [InlineData("a {{/e}}")]
    public void Json_that_repeats_the_event_stops_at_its_limit_and_takes_no_more_memory(string place)
    {
        var parsed = JsonTemplate.Parse(JsonSerializer.SerializeToElement(Enumerable.Repeat(place, 1000)));
        var values = Of(parsed.Pointers);
        var limit = RenderLimits.Json("the body", Large);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<RenderException>(() => parsed.Render(values, limit)).Message.ShouldContain($"the body would be longer than {limit.Most} bytes");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(16L * limit.Most);
    }

    /// <summary>A place is written as it is read: all of the text is never in memory beside the JSON.</summary>
    [Fact]
    public void A_long_text_takes_a_few_times_its_size_while_it_is_made()
    {
        var parsed = JsonTemplate.Parse(JsonSerializer.SerializeToElement("{{/a}}{{/a}}"));
        var values = Of(parsed.Pointers);
        parsed.Render(values, RenderLimits.Json("the body", Large));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var length = parsed.Render(values, RenderLimits.Json("the body", Large)).Length;
        length.ShouldBe(2 * (1 << 20) + 2);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(8L * length);
    }

    [Fact]
    public void The_parameters_of_a_run_have_a_limit_together()
    {
        var payload = Large.Payload!.Value.Length;
        SqlPlan Plan(int parameters) => new(
            new SourceOperation
            {
                Id = 1,
                Ksuid = default,
                ApplicationId = 1,
                CreatedAt = 0,
                UpdatedAt = 0,
                Definition = new OperationDefinition { Sql = StatementOf(parameters) },
            },
            StatementOf(parameters));
        SqlOperation StatementOf(int parameters) =>
            new("db", [new SqlStatement("select 1", Enumerable.Range(0, parameters).ToDictionary(i => $"p{i}", _ => "$message.payload"))]);
        var fits = (16 * 1024 * 1024 + 2 * payload) / payload;
        Plan(fits).Values(Large)[0].Length.ShouldBe(fits);
        Should.Throw<RenderException>(() => Plan(fits + 1).Values(Large)).Message.ShouldContain("the statements' parameters would be longer than");
    }

    [Fact]
    public void The_event_itself_always_fits()
    {
        var parsed = JsonTemplate.Parse(JsonDocument.Parse("""{"event":"{{$message.payload}}","id":"{{$message.id}}"}""").RootElement);
        parsed.Render(Of([]), RenderLimits.Json("the body", Large)).Length.ShouldBeGreaterThan(Large.Payload!.Value.Length);
    }

    private static EventValues Of(IEnumerable<string> pointers) => new(Large, new PointerSet(pointers));
}
