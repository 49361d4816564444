namespace Ringback.Server.Api.Models;

/// <summary>Values that several examples in the API's document have.</summary>
internal static class Examples
{
    public const string App = "app_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    public const string Endpoint = "ep_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    public const string Message = "msg_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    public const string Attempt = "atmpt_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    public const string Task = "qtask_2vEzxuyrZz8tGbY2xsvMWHj8OOv";
    public const string Time = "2026-01-31T12:00:00.000Z";
}
