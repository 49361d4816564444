using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;
using Ringback.Server.Api.Tasks;

namespace Ringback.Server.Api.OpenApi;

internal static class TaskDocs
{
    public static ResourceDocs All { get; } = new(
        "Background task", "Work on many messages that runs in small steps in the background. It continues after a restart.",
        [
            new DescribedOperation("GET", "/api/v1/background-task", "background-task.list", "List background tasks", "By default, the newest is first.")
            {
                Query =
                [
                    .. PageQuery.Parameters,
                    TaskResource.Status,
                    TaskResource.Kind,
                ],
                Answer = ApiJson.Default.ListOutBackgroundTaskOut,
            },
            new DescribedOperation("GET", "/api/v1/background-task/{task_id}", "background-task.get", "Read a background task", "`data` is the result so far.") { Answer = ApiJson.Default.BackgroundTaskOut },
            new DescribedOperation(
                "POST", "/api/v1/stats/usage/app", "statistics.aggregate-app-stats", "Count the messages of applications",
                "Answers a background task; then its `data` is `{\"appStats\": [{\"appId\": \"app_…\", \"appUid\": \"acme\", \"messageDestinations\": 12}]}`: a message counts once for each endpoint that it goes to.")
            {
                Body = AppUsageStatsIn.Shape,
                Status = 202,
                Answer = ApiJson.Default.AppUsageStatsOut,
            },
            new DescribedOperation(
                "PUT", "/api/v1/stats/usage/event-types", "statistics.aggregate-event-types", "List the event types that applications subscribe to",
                "Answers a background task; then its `data` is `{\"event_types\": [{\"appId\": \"app_…\", \"explicitlySubscribedEventTypes\": [\"invoice.paid\"], \"hasCatchAllEndpoint\": false}]}`.")
            {
                Status = 202,
                Answer = ApiJson.Default.TaskOut,
            },
        ]);
}
