using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Ringback.Core.Commit;
using Ringback.Core.Intake;

namespace Ringback.Intake.RabbitMQ;

/// <summary>
/// The queue of dead letters. Letters are taken one after the other without being acknowledged, and those that stay go back when the
/// connection is closed: behind the letters that went back before and weren't taken this time. Until then nobody else sees them.
/// </summary>
internal sealed class RabbitDeadLetters : IDeadLetterBox
{
    private readonly RabbitOptions _options;
    private readonly BrokerConnector _connector;

    public RabbitDeadLetters(RabbitOptions options, Func<double> draw) => (_options, _connector) = (options, new BrokerConnector(options, draw));

    public async Task<IReadOnlyList<DeadLetter>> ListAsync(int most)
    {
        var letters = new List<DeadLetter>();
        await EachAsync(most, (_, _, letter) =>
        {
            letters.Add(letter);
            return Task.FromResult(false);
        }).ConfigureAwait(false);
        return letters;
    }

    public Task<int> RedriveAsync(Func<DeadLetter, bool> isWanted) => EachAsync(int.MaxValue, async (channel, bytes, letter) =>
    {
        if (letter.Kept is not { } kept || !isWanted(letter))
            return false;
        var properties = new BasicProperties { DeliveryMode = DeliveryModes.Persistent, ContentType = PublishSession.ContentType };
        var queue = IntakeQueues.Of(kept.Request.ApplicationId);
        // The client waits for the confirm here.
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, bytes, CancellationToken.None).AsTask().WaitAsync(_options.ConfirmDeadline).ConfigureAwait(false);
        return true;
    });

    public Task<int> DropAsync(Func<DeadLetter, bool> isWanted) => EachAsync(int.MaxValue, (_, _, letter) => Task.FromResult(isWanted(letter)));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <param name="most">Letters that are looked at.</param>
    /// <param name="end">Whether the letter is to be removed.</param>
    /// <returns>How many were removed.</returns>
    private async Task<int> EachAsync(int most, Func<IChannel, ReadOnlyMemory<byte>, DeadLetter, Task<bool>> end)
    {
        IConnection? connection = null;
        try
        {
            connection = await _connector.ConnectAsync("ringback dead letters", CancellationToken.None).ConfigureAwait(false);
            var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true))
                .WaitAsync(_options.AnswerDeadline).ConfigureAwait(false);
            await IntakeQueues.DeclareAsync(channel, CancellationToken.None).WaitAsync(_options.AnswerDeadline).ConfigureAwait(false);
            // Those that come meanwhile may be the same ones again.
            var count = (int)Math.Min(most, await channel.MessageCountAsync(IntakeQueues.Dead).WaitAsync(_options.AnswerDeadline).ConfigureAwait(false));
            var ended = 0;
            for (var looked = 0; looked < count && await GetAsync(channel).ConfigureAwait(false) is { } got; looked++)
            {
                var bytes = got.Body.ToArray();
                if (!await end(channel, bytes, DeadLetter.Create(bytes, ReasonOf(got))).ConfigureAwait(false))
                    continue;
                await channel.BasicAckAsync(got.DeliveryTag, multiple: false).AsTask().WaitAsync(_options.AnswerDeadline).ConfigureAwait(false);
                ended++;
            }

            return ended;
        }
        catch (Exception failure) when (failure is TimeoutException or RabbitMQClientException or IOException)
        {
            throw new StoreUnavailableException($"The dead letters in RabbitMQ can't be used now: {FailureReason.Of(failure)}.", failure);
        }
        finally
        {
            if (connection is not null)
                await BrokerConnector.CloseAsync(connection).ConfigureAwait(false);
        }
    }

    private Task<BasicGetResult?> GetAsync(IChannel channel) =>
        channel.BasicGetAsync(IntakeQueues.Dead, autoAck: false).WaitAsync(_options.AnswerDeadline);

    private static string ReasonOf(BasicGetResult got) =>
        got.BasicProperties.Headers?.TryGetValue(PublishSession.ReasonHeader, out var reason) == true && reason is byte[] text
            ? Encoding.UTF8.GetString(text)
            : "The broker gave it up.";
}
