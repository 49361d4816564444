using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Ringback.Core.Catalog;
using Ringback.Core.Cron;
using Ringback.Core.Reconcile;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Inputs;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.OpenApi;
using Ringback.Server.Api.Pages;
using Ringback.Verification.Types;
using Ringback.Verification.Verifiers;

namespace Ringback.Server.Tests.Api.OpenApi;

/// <summary>The API's own document: whole, well-formed, and true of what the operations take and give.</summary>
public sealed class DocumentTests : ApiTest
{
    /// <summary>What reads each input; where the path says something too, with that.</summary>
    private static readonly Dictionary<string, Func<JsonFields, object>> Readers = new(StringComparer.Ordinal)
    {
        ["ApplicationIn"] = ApplicationIn.Read,
        ["ApplicationPatch"] = ApplicationPatch.Read,
        ["EndpointIn"] = EndpointIn.Read,
        ["EndpointPatch"] = EndpointPatch.Read,
        ["EndpointSecretRotateIn"] = EndpointSecretRotateIn.Read,
        ["EndpointHeadersIn"] = EndpointHeadersIn.Read,
        ["EndpointHeadersPatchIn"] = EndpointHeadersPatchIn.Read,
        ["RecoverIn"] = SpanIn.Read,
        ["ReplayIn"] = SpanIn.Read,
        ["BulkReplayIn"] = BulkReplayIn.Read,
        ["EventExampleIn"] = EventExampleIn.Read,
        ["EventTypeIn"] = EventTypeIn.Read,
        ["EventTypeUpdate"] = fields => EventTypeIn.ReadUpsert(fields, "a"),
        ["EventTypePatch"] = EventTypePatch.Read,
        ["EventTypeImportOpenApiIn"] = EventTypeImportOpenApiIn.Read,
        ["EnvironmentIn"] = EnvironmentIn.Read,
        ["RawPayloadIn"] = RawPayloadIn.Read,
        ["RawPayloadHeadersIn"] = RawPayloadHeadersIn.Read,
        ["MessagePrecheckIn"] = MessagePrecheckIn.Read,
        ["BulkExpungeContentsIn"] = BulkExpungeContentsIn.Read,
        ["PollingEndpointConsumerSeekIn"] = PollingEndpointConsumerSeekIn.Read,
        ["AppUsageStatsIn"] = AppUsageStatsIn.Read,
        ["AppPortalAccessIn"] = AppPortalAccessIn.Read,
        ["ApplicationTokenExpireIn"] = ApplicationTokenExpireIn.Read,
        ["OperationIn"] = fields => OperationIn.Read(fields, ["shop"]),
        ["OperationCondition"] = fields => ConditionFields.Read(fields) ?? new object(),
        ["SqlOperation"] = fields => SqlOperationIn.Read(fields, ["shop"]),
        ["SqlStatement"] = SqlStatementIn.Read,
        ["HttpOperation"] = fields => HttpOperationIn.Read(fields, out _),
        ["EmitOperation"] = EmitOperationIn.Read,
        ["OperationPatch"] = OperationPatch.Read,
        ["OperationReplayIn"] = OperationReplayIn.Read,
        ["RunReplayIn"] = RunReplayIn.Read,
        ["SourceIn"] = fields => SourceIn.Read(fields, new SourceTypes(new NoKeys(), CronSource.Build)),
        ["SourceRules"] = SourceRulesIn.Read,
        ["SourceAnswer"] = SourceAnswerIn.Read,
        ["SourceDuplicates"] = SourceDuplicatesIn.Read,
        ["SourceSecretRotateIn"] = SourceSecretRotateIn.Read,
        ["SourcePortalAccessIn"] = SourcePortalAccessIn.Read,
        ["ExpectationIn"] = ExpectationIn.Read,
        ["Fulfilment"] = fields => FulfilmentIn.Read(fields),
        ["Poll"] = fields => PollIn.Read(fields, new Fulfilment("", ["a"]), isTemplate: false, out _)!,
        ["PollUntil"] = PollUntilIn.Read,
        ["MadeEvent"] = fields => MadeEventIn.Read(fields, "a"),
        ["ExpectationRule"] = ExpectationRuleIn.Read,
        ["RuleTrigger"] = fields => RuleTriggerIn.Read(fields, out _),
        ["NaturalKey"] = NaturalKeyIn.Read,
        ["TransformationPatch"] = TransformationPatch.Read,
    };

    public static TheoryData<string> Inputs { get; } = [.. ApiDocument.Inputs().Select(input => input.Name)];

    [Fact]
    public async Task It_parses_as_OpenApi_without_a_complaint()
    {
        var answer = await GetAsync("/openapi/v1.json");
        answer.Headers["Content-Type"].ShouldBe("application/json");

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(answer.Body));
        var read = await Microsoft.OpenApi.OpenApiDocument.LoadAsync(stream, "json", cancellationToken: TestContext.Current.CancellationToken);

        read.Diagnostic!.Errors.Select(error => error.ToString()).ShouldBeEmpty();
        read.Diagnostic.Warnings.Select(warning => warning.ToString()).ShouldBeEmpty();
        read.Diagnostic.SpecificationVersion.ShouldBe(OpenApiSpecVersion.OpenApi3_1);
        read.Document!.Paths.Count.ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task Every_operation_that_is_mapped_is_in_it()
    {
        var document = await DocumentAsync();
        var mapped = Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.Contains("/api/v1/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"));
        var described = Operations(document).Select(operation => $"{operation.Method} {operation.Path}").ToList();

        described.Order().ShouldBe(mapped.Order());
        ApiDocument.Resources.SelectMany(resource => resource.Operations).Select(operation => $"{operation.Method} {operation.Path}").Order().ShouldBe(described.Order());
        Operations(document).Select(operation => (string)operation.Shown["operationId"]!).ShouldBeUnique();
    }

    [Fact]
    public async Task Refusals_of_many_operations_are_said_of_each()
    {
        var operations = Operations(await DocumentAsync()).ToList();
        var reading = Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RouteAccess>() is { Reads: true })
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        // Of a read, there may be no room for the answer; of a new message, for the message.
        const string Post = "POST /api/v1/app/{app_id}/msg";
        With("429", "`backlog_full`").ShouldBe([Post]);
        With("429", "").Order().ShouldBe(reading.Append(Post).Order());
        With("429", "").ShouldContain("POST /api/v1/environment/export");
        With("400", "`bad_path`").Order().ShouldBe(operations.Where(operation => operation.Path.Contains('{')).Select(operation => $"{operation.Method} {operation.Path}").Order());
        With("400", "`public_url_missing`").Order().ShouldBe(
        [
            "POST /api/v1/auth/app-portal-access/{app_id}",
            "POST /api/v1/auth/dashboard-access/{app_id}",
            "POST /ingest/api/v1/source/{source_id}/dashboard",
        ]);
        // What an operation refuses by itself is still there.
        With("400", "`missing_payload`").ShouldNotBeEmpty();

        IEnumerable<string> With(string status, string code) => operations
            .Where(operation => operation.Shown["responses"]![status] is { } response && ((string?)response["description"] ?? "").Contains(code, StringComparison.Ordinal))
            .Select(operation => $"{operation.Method} {operation.Path}");
    }

    [Fact]
    public async Task Every_parameter_and_field_is_explained()
    {
        var document = await DocumentAsync();
        foreach (var (method, path, shown) in Operations(document))
        {
            shown["summary"].ShouldNotBeNull($"{method} {path}");
            shown["security"].ShouldNotBeNull($"{method} {path}");
            foreach (var parameter in shown["parameters"]?.AsArray() ?? []) parameter!["description"].ShouldNotBeNull($"{method} {path} {parameter}");
        }
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            if (name == "ValidationError") continue;
            foreach (var (field, value) in schema!["properties"]!.AsObject()) value!["description"].ShouldNotBeNull($"{name}.{field}");
        }
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await DocumentAsync();
        foreach (var reference in References(document))
        {
            JsonNode? at = document;
            foreach (var part in reference.Split('/').Skip(1)) at = at?[part];
            at.ShouldNotBeNull(reference);
        }
    }

    [Theory, MemberData(nameof(Inputs))]
    public void An_input_is_read_as_it_is_described(string name)
    {
        if (name == "MessageIn") return;
        var input = ApiDocument.Inputs().Single(input => input.Name == name);
        var reader = Readers[name];
        var example = ExampleOf(input);
        Problem(reader, example).ShouldBeNull(input.Example);
        // Of a condition's tests, and of an operation's kinds, there is one; a body may be anything.
        foreach (var field in input.Fields.Where(field => name != "OperationCondition" && field.Name is not ("body" or "payload" or "http")))
        {
            if (field.Need == Need.Required) Problem(reader, Without(example, field.Name)).ShouldBe($"{field.Name} is missing");
            // No field takes a list of lists: who reads it refuses that, who doesn't know it passes it over.
            Problem(reader, With(example, field.Name, "[[]]")).ShouldNotBeNull($"{name}.{field.Name}").ShouldStartWith(field.Name);
            // Null is the same as nothing, or isn't taken.
            var expected = field.Need == Need.Optional ? Problem(reader, Without(example, field.Name)) : $"{field.Name} must not be null";
            Problem(reader, With(example, field.Name, "null")).ShouldBe(expected, $"{name}.{field.Name}");
        }
    }

    /// <summary>SDKs of a later version send fields that this server doesn't know yet. What only Ringback has, no SDK of Svix sends.</summary>
    [Fact]
    public void Inputs_of_Ringbacks_own_refuse_unknown_fields_and_all_others_pass_them_over()
    {
        var refusing = ApiDocument.Inputs().Where(static input => input.Name != "MessageIn")
            .Where(input => Problem(Readers[input.Name], With(ExampleOf(input), "unknownField", "1")) is { } problem && problem.StartsWith("unknownField isn't a field", StringComparison.Ordinal));

        refusing.Select(static input => input.Name).ShouldBe(
        [
            "ExpectationIn", "ExpectationRule", "Fulfilment", "MadeEvent", "NaturalKey", "Poll", "PollUntil", "RuleTrigger",
            "EmitOperation", "HttpOperation", "OperationCondition", "OperationIn", "OperationPatch", "OperationReplayIn", "RunReplayIn", "SqlOperation", "SqlStatement",
            "SourceAnswer", "SourceDuplicates", "SourceRules", "SourceSecretRotateIn",
        ], ignoreOrder: true);
    }

    [Fact]
    public void A_field_with_two_names_is_refused_by_the_one_that_was_sent()
    {
        var fields = ApiDocument.Inputs().SelectMany(static input => input.Fields.Where(static field => field.OtherName is not null).Select(field => (input, field))).ToList();
        fields.Count.ShouldBeGreaterThan(8);
        foreach (var (input, field) in fields)
        {
            foreach (var name in (string[])[field.Name, field.OtherName!])
                Problem(Readers[input.Name], With(Without(ExampleOf(input), field.Name), name, "[[]]")).ShouldNotBeNull($"{input.Name}.{name}").ShouldStartWith(name + " ");
        }
    }

    [Fact]
    public void A_message_is_read_as_it_is_described()
    {
        var input = ApiDocument.Inputs().Single(input => input.Name == "MessageIn");
        var example = JsonNode.Parse(input.Example)!.AsObject();
        ProblemOfMessage(example).ShouldBeNull();
        foreach (var field in input.Fields)
        {
            if (field.Need == Need.Required) ProblemOfMessage(Without(example, field.Name)).ShouldBe($"{field.Name} is missing");
            ProblemOfMessage(With(example, field.Name, "[[]]")).ShouldNotBeNull(field.Name).ShouldStartWith(field.Name);
            if (field.Need != Need.Required) ProblemOfMessage(With(example, field.Name, "null")).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Answers_have_the_fields_that_are_described()
    {
        var document = await DocumentAsync();
        await ApplicationAsync("shop");
        await EventTypeAsync("a");
        await EndpointAsync("shop");
        await JsonAsync(202, "POST", "/api/v1/app/shop/msg", """{"eventType":"a","payload":{}}""");

        await JsonAsync(201, "POST", "/ingest/api/v1/source", """{"type":"github","name":"GitHub","config":{}}""");

        foreach (var path in new[] { "/api/v1/app", "/api/v1/app/{app_id}/endpoint", "/api/v1/event-type", "/api/v1/app/{app_id}/msg", "/ingest/api/v1/source" })
        {
            var shown = document["paths"]![path]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
            var list = Component(document, shown);
            var row = Component(document, list["properties"]!["data"]!["items"]!);
            var answer = await JsonAsync(200, "GET", path.Replace("{app_id}", "shop"));
            Names(answer).ShouldBe(Names(list["properties"]!), ignoreOrder: true);
            Names(answer["data"]![0]!).ShouldBe(Names(row["properties"]!), ignoreOrder: true);
            // A source that was given no configuration shows none.
            row["required"]!.AsArray().Select(name => (string)name!).ShouldBe(Names(row["properties"]!).Where(name => name != "config"), ignoreOrder: true);
        }
    }

    [Fact]
    public async Task The_page_comes_from_this_server_alone()
    {
        var page = await GetAsync("/docs/index.html");
        page.Status.ShouldBe(200);
        page.Body.ShouldContain("Ringback API");
        var script = await GetAsync("/docs/index.js");
        script.Body.ShouldContain("/openapi/v1.json");
        foreach (var file in new[] { "swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js" })
            (await GetAsync("/docs/" + file)).Status.ShouldBe(200, file);
        page.Body.ShouldNotContain("src=\"http");
        page.Body.ShouldNotContain("href=\"http");
        script.Body.ShouldNotContain("validator.swagger.io");
    }

    private async Task<JsonNode> DocumentAsync() => await JsonAsync(200, "GET", "/openapi/v1.json");

    private static IEnumerable<(string Method, string Path, JsonNode Shown)> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation =>
            (operation.Key.ToUpperInvariant(), path.Key, operation.Value!)));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(property => property is { Key: "$ref", Value: JsonValue reference } ? [(string)reference!] : References(property.Value)),
        JsonArray array => array.SelectMany(References),
        _ => [],
    };

    private static JsonNode Component(JsonNode document, JsonNode schema) =>
        document["components"]!["schemas"]![((string)schema["$ref"]!).Split('/')[^1]]!;

    private static string? Problem(Func<JsonFields, object> reader, JsonObject body) =>
        First(JsonFields.Read(Encoding.UTF8.GetBytes(body.ToJsonString()), reader).Failed(out var error) ? error : null);

    private static string? ProblemOfMessage(JsonObject body) =>
        First(MessageReader.Read(Encoding.UTF8.GetBytes(body.ToJsonString())).Failed(out var error) ? error : null);

    private static string? First(ApiError? error) => error?.Fields is [var field, ..] ? $"{field.Loc[1]} {field.Msg}" : null;

    private static JsonObject ExampleOf(InputShape input) => JsonNode.Parse(input.Example.Replace(InputShape.Since, "2026-01-01T00:00:00Z"))!.AsObject();

    private static JsonObject Without(JsonObject body, string field)
    {
        var copy = body.DeepClone().AsObject();
        copy.Remove(field);
        return copy;
    }

    private static JsonObject With(JsonObject body, string field, string json)
    {
        var copy = body.DeepClone().AsObject();
        copy[field] = JsonNode.Parse(json);
        return copy;
    }

    private sealed class NoKeys : IKeyHost
    {
        public ValueTask<KeyAnswer?> Ask(KeyQuestion question, CancellationToken cancellation) => new((KeyAnswer?)null);
    }
}
