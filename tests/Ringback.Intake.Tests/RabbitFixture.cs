using Ringback.Testing;

namespace Ringback.Intake.Tests;

/// <summary>One RabbitMQ for the tests of a class: its start takes seconds.</summary>
public sealed class RabbitFixture : IAsyncLifetime
{
    internal RabbitServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (RabbitServer.Missing is null) Server = await RabbitServer.StartAsync();
    }

    public ValueTask DisposeAsync() => Server is null ? ValueTask.CompletedTask : Server.DisposeAsync();
}
