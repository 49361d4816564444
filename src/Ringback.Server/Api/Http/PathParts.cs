namespace Ringback.Server.Api.Http;

/// <summary>A part of a path that names something.</summary>
/// <param name="Name">As it stands in the route: <c>{app_id}</c>.</param>
/// <param name="Note">What it is, for the API's document.</param>
/// <param name="Example">A value.</param>
internal sealed record PathPart(string Name, string Note, string Example);

/// <summary>Every part of a path that names something.</summary>
internal static class PathParts
{
    public static readonly PathPart Application = new("app_id", "The application's id or uid; of a source, its id.", "acme");
    public static readonly PathPart Source = new("source_id", "The source's id or uid.", "stripe");
    public static readonly PathPart Operation = new("operation_id", "The operation's id or uid.", "op_2vEzxuyrZz8tGbY2xsvMWHj8OOv");
    public static readonly PathPart Expectation = new("expectation_id", "The expectation's id.", "exp_2vEzxuyrZz8tGbY2xsvMWHj8OOv");
    public static readonly PathPart Endpoint = new("endpoint_id", "The endpoint's id or uid.", "ep_2vEzxuyrZz8tGbY2xsvMWHj8OOv");
    public static readonly PathPart EventType = new("event_type_name", "The event type's name.", "invoice.paid");
    public static readonly PathPart Message = new("msg_id", "The message's id or `eventId`.", "msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv");
    public static readonly PathPart Attempt = new("attempt_id", "The attempt's id.", "atmpt_2vEzxuyrZz8tGbY2xsvMWHj8OOv");
    public static readonly PathPart Task = new("task_id", "The task's id.", "qtask_2vEzxuyrZz8tGbY2xsvMWHj8OOv");
    public static readonly PathPart Sink = new("sink_id", "The id or uid of an endpoint of kind `poller`.", "my-poller");
    public static readonly PathPart Consumer = new("consumer_id", "A name of your choice; each consumer has a position of its own.", "worker-1");

    private static readonly Dictionary<string, PathPart> All = ((PathPart[])
    [
        Application, Source, Operation, Expectation, Endpoint, EventType, Message, Attempt, Task, Sink, Consumer,
    ]).ToDictionary(static part => part.Name, StringComparer.Ordinal);

    /// <exception cref="KeyNotFoundException">A route has a part that isn't declared.</exception>
    public static PathPart Find(string name) => All[name];
}
