using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ringback.Core.Catalog;
using Ringback.Core.Observe;
using Ringback.Core.Settings;
using Ringback.Core.Tests.Verify;
using Ringback.Testing;

namespace Ringback.Server.Tests.Gateway;

/// <summary>What a provider is told holds; and its token stays a secret.</summary>
public sealed class GatewayDurabilityTests
{
    [Fact]
    public async Task Neither_a_restart_nor_a_rotation_lets_a_duplicate_in()
    {
        var clock = new ManualTime(Sources.Now);
        var provider = ProviderCases.Of("stripe");
        var first = await GatewayServer.StartAsync(clock);
        var source = await first.AddAsync("stripe", provider.Config);
        (await source.SendAsync(provider.Request())).Status.ShouldBe(200);
        await source.PutAsync(s => s with { Tokens = [new SourceToken(SourceToken.HashOf("next"), null), .. s.Tokens] });
        first.Server.KeepsData = true;
        await first.DisposeAsync();

        await using var second = await GatewayServer.StartAsync(clock, options => options.Data = first.Server.Options.Data);
        var again = new GatewaySource(second, source.Application, "next");
        (await again.SendAsync(provider.Request())).Status.ShouldBe(200);
        (await again.MessagesAsync()).Count.ShouldBe(1);
        (await again.DuplicatesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_the_disk_is_full_the_provider_is_told_to_come_again_and_then_it_is_taken()
    {
        using var disk = SmallDisk.TryMount(16) ?? Skip();
        await using var server = await GatewayServer.StartAsync(configure: options => options.Data = Path.Combine(disk.Folder, "data"));
        var source = await server.AddAsync("generic-webhook", """{"eventIdPointer":"/id"}""");
        string Event(int id) => $$"""{"id":"evt_{{id}}","text":"{{new string('x', 100_000)}}"}""";
        (await source.PostAsync(Event(0))).Status.ShouldBe(200);

        disk.Fill();
        var last = 1;
        RunningServer.Answer answer;
        while ((answer = await source.PostAsync(Event(last))).Status == 200) last++;
        answer.Status.ShouldBe(503);
        answer.Headers["Retry-After"].ShouldBe("5");
        // What is on record already needs no room.
        (await source.PostAsync(Event(0))).Status.ShouldBe(200);

        disk.Free();
        (await source.PostAsync(Event(last))).Status.ShouldBe(200);
        (await source.PostAsync(Event(last))).Status.ShouldBe(200);
        (await source.MessagesAsync()).Select(m => m.EventId).ShouldBe(Enumerable.Range(0, last + 1).Select(i => "evt_" + i));
    }

    [Fact]
    public async Task The_token_is_in_no_log_trace_or_metric_whatever_is_told()
    {
        var logs = new RecordingProvider();
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (spans) spans.Add(span.DisplayName + string.Join(' ', span.TagObjects));
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await GatewayServer.StartAsync(configure: options => options.LogLevel = LogVerbosity.Debug);
        var source = await server.AddAsync("stripe", ProviderCases.Of("stripe").Config);
        foreach (var provider in server.Server.Services.GetServices<ILoggerFactory>()) provider.AddProvider(logs);

        await source.PostAsync("{}");
        await source.SendAsync("GET", "", null);
        await source.SendAsync("POST", "/x?y=z", new byte[2_000_000]);
        using (var connection = await RawConnection.OpenAsync(server))
        {
            await connection.SendAsync($"POST {source.Path}\0 HTTP/1.1\r\nHost: x\r\n\r\n");
            await connection.StatusAsync();
        }
        server.Node.Store.Dispose();
        (await source.SendAsync(ProviderCases.Of("stripe").Request(DateTimeOffset.UtcNow))).Status.ShouldBe(503);

        using var metrics = await server.Client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        (await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain(source.Token);
        // A span ends after its answer was sent.
        var seen = await Wait.ForAsync(
            () =>
            {
                lock (spans) return spans.ToArray();
            },
            all => all.Any(span => span.Contains("ringback.receive", StringComparison.Ordinal) && span.Contains(source.Application.PublicId, StringComparison.Ordinal)));
        seen.ShouldAllBe(span => !span.Contains(source.Token, StringComparison.Ordinal));
        await Wait.ForAsync(() => logs.Text, text => text.Contains(source.Application.PublicId, StringComparison.Ordinal));
        logs.Text.ShouldNotContain(source.Token);
    }

    private static SmallDisk Skip()
    {
        Assert.Skip("A small disk can only be mounted as root.");
        return null!;
    }

    /// <summary>Keeps what the server's filters let through.</summary>
    private sealed class RecordingProvider : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public string Text
        {
            get { lock (_text) return _text.ToString(); }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text) _text.AppendLine(formatter(state, exception) + " " + exception);
        }

        public void Dispose()
        {
        }
    }
}
