using Ringback.Server.Api.Applications;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Api.OpenApi;

internal static class ApplicationDocs
{
    private const string Many = "/api/v1/app";
    private const string One = Many + "/{app_id}";

    private static readonly DescribedRefusal UidTaken = new(409, "conflict", "Another application has this uid.");

    public static ResourceDocs All { get; } = new(
        "Application", "The owner of endpoints and messages: usually one of your customers.",
        [
            new DescribedOperation("GET", Many, "application.list", "List applications")
            {
                Query =
                [
                    .. PageQuery.Parameters,
                    ApplicationList.WithEndpoints,
                    ApplicationList.WithEnabled,
                    ApplicationList.WithoutPlay,
                ],
                Answer = ApiJson.Default.ListOutApplicationOut,
            },
            new DescribedOperation("POST", Many, "application.create", "Create an application")
            {
                Query = [ApplicationResource.GetIfExists],
                Body = ApplicationIn.Fields.Shape,
                Status = 201,
                OtherStatus = 200,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new DescribedOperation("GET", One, "application.get", "Read an application") { Answer = ApiJson.Default.ApplicationOut },
            new DescribedOperation("PUT", One, "application.upsert", "Create or replace an application", "If the path has a uid that doesn't exist, a new application with this uid is created.")
            {
                Body = ApplicationIn.Fields.Shape,
                OtherStatus = 201,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new DescribedOperation("PATCH", One, "application.patch", "Change an application")
            {
                Body = ApplicationPatch.Fields.Shape,
                Answer = ApiJson.Default.ApplicationOut,
                Refusals = [UidTaken],
            },
            new DescribedOperation("DELETE", One, "application.delete", "Delete an application", "This also deletes its endpoints and messages. The uid can be used again.") { Status = 204 },
        ]);
}
