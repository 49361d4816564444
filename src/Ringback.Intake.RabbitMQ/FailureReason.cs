using System.Net.Sockets;
using RabbitMQ.Client.Exceptions;

namespace Ringback.Intake.RabbitMQ;

/// <summary>Why something with the broker failed, in words that can be logged: the client's own messages can hold the address, with its password.</summary>
internal static class FailureReason
{
    public static string Of(Exception failure)
    {
        var root = failure;
        while (root.InnerException is { } inner)
            root = inner;
        return root switch
        {
            OperationInterruptedException { ShutdownReason.ReplyText: { Length: > 0 } said } => said,
            BrokerFaultException or TimeoutException or SocketException => root.Message,
            _ => root.GetType().Name,
        };
    }
}
