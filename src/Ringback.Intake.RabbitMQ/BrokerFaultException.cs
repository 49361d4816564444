namespace Ringback.Intake.RabbitMQ;

/// <summary>A connection to the broker is of no use any more; the message says why and holds no address.</summary>
internal sealed class BrokerFaultException(string reason) : Exception(reason);
