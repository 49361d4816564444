using System.Globalization;
using System.Text.Json.Nodes;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;

namespace Ringback.Server.Api.OpenApi;

/// <summary>What operations answer: their own success, and the refusals that are the same everywhere.</summary>
internal static class CommonAnswers
{
    private const string ErrorSchema = "Error";
    private const string InvalidSchema = "ValidationError";

    private static readonly (int Status, string Name, string Note, string Schema)[] Shared =
    [
        (401, "Unauthenticated", "The token is missing, invalid, expired or revoked: `authentication_failed`.", ErrorSchema),
        (403, "Forbidden", "The token is valid, but doesn't allow this request: `insufficient access`.", ErrorSchema),
        (404, "NotFound", "The object doesn't exist, or belongs to somebody else: `not_found`.", ErrorSchema),
        (413, "TooLarge", "The body is larger than the limit (1 MiB by default): `payload_too_large`.", ErrorSchema),
        (422, "Invalid", "The request isn't valid; every reason is listed.", InvalidSchema),
        (429, "TooManyAnswers", "Other answers for such a token are in flight and use all of their share of the memory: `too_many_answers`. `Retry-After` is the time to wait before you send the request again.", ErrorSchema),
        (503, "Unavailable", "The store can't write now, or there is no memory for the answer. Nothing was stored, and the same request may be sent again after `Retry-After`.", ErrorSchema),
    ];

    private static readonly DescribedRefusal BadPath = new(400, "bad_path", "A name in the path is `.` or `..`, plain or encoded.");

    public static IReadOnlyDictionary<string, JsonObject> Schemas { get; } = new Dictionary<string, JsonObject>(StringComparer.Ordinal)
    {
        [ErrorSchema] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["code"] = Schema.With(Schema.Text(), "For programs.", "not_found"),
                ["detail"] = Schema.With(Schema.Text(), "A text for people.", "Entity not found."),
            },
            ["required"] = new JsonArray("code", "detail"),
        },
        [InvalidSchema] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["detail"] = Schema.List(new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["loc"] = Schema.With(Schema.List(Schema.Text()), "The path to the field, from the outside in.", new JsonArray("body", "eventType")),
                        ["msg"] = Schema.With(Schema.Text(), "What is wrong, for people.", "is missing"),
                        ["type"] = Schema.With(Schema.Text(), "What is wrong, for programs: `value_error`, or `value_error.jsondecode`.", "value_error"),
                    },
                    ["required"] = new JsonArray("loc", "msg", "type"),
                }),
            },
            ["required"] = new JsonArray("detail"),
        },
    };

    public static JsonObject Responses()
    {
        var responses = new JsonObject();
        foreach (var (_, name, note, schema) in Shared) responses[name] = Answer(note, Schema.Ref(schema));
        return responses;
    }

    public static JsonObject ForOperation(DescribedOperation operation, MappedRoute route, OutputSchemas answers)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (var status in new[] { operation.Status, operation.OtherStatus }.OfType<int>())
            responses[status] = Answer(Meaning(status), operation.Answer is { } answer ? answers.ReferenceTo(answer) : null);
        foreach (var refusals in operation.Refusals.Concat(HasNames(operation) ? [BadPath] : []).GroupBy(static refusal => refusal.Status))
            responses[refusals.Key] = Answer(string.Join(" ", refusals.Select(refusal => $"`{refusal.Code}`: {refusal.When}")), Schema.Ref(ErrorSchema));
        foreach (var (status, name, _, _) in Shared)
        {
            if (Applies(status, operation, route)) responses[status] = new JsonObject { ["$ref"] = "#/components/responses/" + name };
        }
        var shown = new JsonObject();
        foreach (var (status, response) in responses) shown[status.ToString(CultureInfo.InvariantCulture)] = response;
        return shown;
    }

    private static bool HasNames(DescribedOperation operation) => operation.Path.Contains('{', StringComparison.Ordinal);

    private static bool Applies(int status, DescribedOperation operation, MappedRoute route) => status switch
    {
        401 or 403 => route.Access != Access.Open,
        404 => HasNames(operation),
        413 => operation.Body is not null,
        422 => operation.Body is not null || operation.Query.Count > 0 || (operation.Method == "POST" && route.Access != Access.Open),
        429 => route.Reads,
        503 => route.Access != Access.Open,
        _ => false,
    };

    private static JsonObject Answer(string note, JsonObject? schema)
    {
        var answer = new JsonObject { ["description"] = note };
        if (schema is not null) answer["content"] = new JsonObject { ["application/json"] = new JsonObject { ["schema"] = schema } };
        return answer;
    }

    private static string Meaning(int status) => status switch
    {
        201 => "It was made.",
        202 => "It was accepted.",
        204 => "It is done.",
        _ => "This is it.",
    };
}
