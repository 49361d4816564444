using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing.Patterns;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Auth;

namespace Ringback.Server.Api.OpenApi;

/// <summary>Puts the API's document together: what is mapped, with what is said of it (OpenAPI 3.1).</summary>
internal static class ApiDocument
{
    /// <summary>In the order of the page.</summary>
    public static readonly IReadOnlyList<ResourceDocs> Resources =
    [
        ApplicationDocs.All, EndpointDocs.All, EventTypeDocs.All, MessageDocs.All, AttemptDocs.All, PollerDocs.All, TaskDocs.All,
        SourceDocs.All, ReceivedDocs.All, ExpectationDocs.All, OperationDocs.All, AuthDocs.All, EndpointDocs.Operational, EnvironmentDocs.All, HealthDocs.All,
    ];

    private const string About =
        "Ringback sends and receives webhooks. To send, post a message once, and every endpoint that subscribed gets it, signed "
        + "([Standard Webhooks](https://www.standardwebhooks.com)), retried for days, and with every attempt on record. To receive, create a source and give its URL to the provider; its events are verified, stored and forwarded. The Svix SDKs work with this API.\n\n"
        + "**Lists** continue with `iterator` until `done` is true. **POST** accepts an `Idempotency-Key`: a repeated request gets the answer of the first one. "
        + "A trailing slash makes no difference.";

    /// <param name="version">Of the program.</param>
    /// <param name="routes">What is mapped.</param>
    /// <param name="now">Stands in examples that need a time not long ago.</param>
    public static JsonObject Build(string version, IReadOnlyList<MappedRoute> routes, DateTimeOffset now)
    {
        var answers = new OutputSchemas();
        var mapped = routes.ToDictionary(static route => (route.Method, route.Path));
        var paths = new JsonObject();
        foreach (var resource in Resources)
        {
            foreach (var operation in resource.Operations)
            {
                // A role that isn't run here has no routes.
                if (!mapped.TryGetValue((operation.Method, operation.Path), out var route)) continue;
                if (paths[operation.Path] is not JsonObject path) paths[operation.Path] = path = new JsonObject();
                path[operation.Method.ToLowerInvariant()] = Show(resource, operation, route, answers, now);
            }
        }

        var schemas = new JsonObject();
        foreach (var input in Inputs()) schemas[input.Name] = Show(input, now);
        foreach (var (name, schema) in answers.Components) schemas[name] = schema;
        foreach (var (name, schema) in CommonAnswers.Schemas) schemas[name] = schema.DeepClone();
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = "Ringback", ["version"] = version, ["description"] = About, ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" } },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. Resources.Select(static resource => new JsonObject { ["name"] = resource.Tag, ["description"] = resource.Note })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["responses"] = CommonAnswers.Responses(),
                ["securitySchemes"] = new JsonObject
                {
                    [OrganisationToken] = Token("An organisation's token: `sub` is `org_…`. It allows everything in the organisation. `ringback token` creates one."),
                    [ApplicationToken] = Token("An application's token for the customer: `org` is `org_…`, `sub` is `app_…`; it is valid for 28 days at most. `auth/app-portal-access` creates one."),
                },
            },
        };
    }

    /// <summary>What the operations take, each followed by what is in it.</summary>
    internal static IReadOnlyList<InputShape> Inputs()
    {
        var found = new List<InputShape>();
        foreach (var operation in Resources.SelectMany(static resource => resource.Operations)) Add(operation.Body);
        return found;

        void Add(InputShape? input)
        {
            if (input is null || found.Contains(input)) return;
            found.Add(input);
            foreach (var field in input.Fields) Add(field.Rule.Inner);
        }
    }

    private const string OrganisationToken = "organisationToken";
    private const string ApplicationToken = "applicationToken";

    private static JsonObject Token(string note) =>
        new() { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = note };

    private static JsonObject Show(ResourceDocs resource, DescribedOperation operation, MappedRoute route, OutputSchemas answers, DateTimeOffset now)
    {
        var shown = new JsonObject { ["operationId"] = operation.Id, ["tags"] = new JsonArray(resource.Tag), ["summary"] = operation.Summary };
        if (operation.Note is not null) shown["description"] = operation.Note;
        var parameters = new JsonArray();
        foreach (var part in RoutePatternFactory.Parse(operation.Path).Parameters) parameters.Add((JsonNode)Show(PathParts.Find(part.Name)));
        foreach (var parameter in operation.Query) parameters.Add((JsonNode)Show(parameter));
        if (operation.Method == "POST" && route.Access != Access.Open) parameters.Add((JsonNode)KeyParameter());
        if (parameters.Count > 0) shown["parameters"] = parameters;
        if (operation.Body is { } body) shown["requestBody"] = Body(body, operation.BodyOptional, now);
        shown["responses"] = CommonAnswers.ForOperation(operation, route, answers);
        shown["security"] = Security(route);
        if (Capabilities(route) is { } needs) shown["x-ringback-capability"] = needs;
        return shown;
    }

    private static JsonArray Security(MappedRoute route) => route.Access switch
    {
        Access.Open => [],
        Access.Organisation => [new JsonObject { [OrganisationToken] = new JsonArray() }],
        _ => [new JsonObject { [OrganisationToken] = new JsonArray() }, new JsonObject { [ApplicationToken] = new JsonArray() }],
    };

    private static string? Capabilities(MappedRoute route) =>
        route.Access == Access.Application && route.Needs != Capability.None ? route.Needs.ToString() : null;

    private static JsonObject Show(PathPart part) => new()
    {
        ["name"] = part.Name,
        ["in"] = "path",
        ["required"] = true,
        ["description"] = part.Note,
        ["schema"] = Schema.Text(1),
        ["example"] = part.Example,
    };

    private static JsonObject Show(QueryParameter parameter)
    {
        var shown = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = "query",
            ["description"] = parameter.Note,
            ["schema"] = parameter.Describe(),
        };
        if (shown["schema"]!["type"]!.GetValue<string>() == "array") (shown["style"], shown["explode"]) = ("form", false);
        return shown;
    }

    private static JsonObject KeyParameter() => new()
    {
        ["name"] = "idempotency-key",
        ["in"] = "header",
        ["description"] = "Makes it safe to repeat the request. A key is kept for 12 hours; a key that begins with `auto_`, which SDKs generate, for 10 minutes. The same key with another body is answered with 422.",
        ["schema"] = Schema.Text(1, 256),
    };

    private static JsonObject Body(InputShape input, bool optional, DateTimeOffset now) => new()
    {
        ["required"] = !optional,
        ["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = Schema.Ref(input.Name), ["example"] = Example(input, now) } },
    };

    private static JsonObject Show(InputShape input, DateTimeOffset now)
    {
        var shown = input.Describe();
        shown["examples"] = new JsonArray(Example(input, now));
        return shown;
    }

    private static JsonNode Example(InputShape input, DateTimeOffset now) => JsonNode.Parse(input.Example.Replace(
        InputShape.Since, now.AddDays(-1).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), StringComparison.Ordinal))!;
}

/// <summary>An operation as it is mapped.</summary>
internal sealed record MappedRoute(string Method, string Path, Access Access, Capability Needs, bool Reads);
