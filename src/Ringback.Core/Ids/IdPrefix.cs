namespace Ringback.Core.Ids;

/// <summary>What an id begins with, by the kind of thing it names; 27 characters of <see cref="Ksuid"/> follow.</summary>
internal static class IdPrefix
{
    public const string Organisation = "org_";
    public const string Application = "app_";
    public const string Endpoint = "ep_";
    public const string Message = "msg_";
    public const string Attempt = "atmpt_";
    public const string EventType = "evtype_";
    public const string Task = "qtask_";
    public const string Source = "src_";
    public const string Operation = "op_";
    public const string Expectation = "exp_";
}
