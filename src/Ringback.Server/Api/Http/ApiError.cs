using Microsoft.AspNetCore.Http;
using Ringback.Server.Api.Answers;

namespace Ringback.Server.Api.Http;

/// <summary>An answer that refuses: <c>{"code","detail"}</c>, or for 422 the list of fields that are wrong.</summary>
internal sealed class ApiError
{
    public static readonly ApiError Unauthenticated =
        new(StatusCodes.Status401Unauthorized, "authentication_failed", "The token is missing, invalid, expired or revoked.");

    /// <summary>Whoever has the secret may create tokens, so nothing is given away here.</summary>
    public static readonly ApiError SecretIsNoToken = new(
        StatusCodes.Status401Unauthorized, "authentication_failed",
        "This is the server's signing secret (jwt-secret), not a token. Create a token with `ringback token` and send that; keep the secret on the server.");

    public static readonly ApiError NoBearer = new(
        StatusCodes.Status401Unauthorized, "authentication_failed", "The Authorization header must have the form `Bearer TOKEN`.");

    public static readonly ApiError EndpointSecretIsNoToken = new(
        StatusCodes.Status401Unauthorized, "authentication_failed",
        "This is a secret that signs an endpoint's messages (whsec_…), not a token. `ringback token` creates a token.");

    /// <summary>The token is good, but not for this.</summary>
    public static readonly ApiError Forbidden =
        new(StatusCodes.Status403Forbidden, "insufficient access", "This token doesn't allow this request.");

    public static readonly ApiError NotFound = new(StatusCodes.Status404NotFound, "not_found", "Entity not found.");

    public static readonly ApiError NoSuchRoute =
        new(StatusCodes.Status404NotFound, "not_found", "This API has no such path.");

    public static readonly ApiError MethodNotAllowed =
        new(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", "This path doesn't support this method. The Allow header lists the methods that it supports.");

    public static readonly ApiError Internal =
        new(StatusCodes.Status500InternalServerError, "internal_server_error", "The server failed. Its log has the cause.");

    /// <summary>422: an idempotency key stands for one request.</summary>
    public static readonly ApiError KeyReused = Invalid("was already used for a request with another body", "header", "idempotency-key");

    private static readonly ApiError ShareTaken = TooManyAnswers(
        "Other answers for this token are in flight and use all of its share of the memory for answers (setting answer-memory). Read those answers first, or request less data.");

    private static readonly ApiError QueueFull = TooManyAnswers(
        $"{AnswerBudget.MostWaiting} requests with this token already wait for memory for their answers (setting answer-memory). Send fewer at once.");

    private static readonly ApiError NoRoomForAnswers = Unavailable(
        "Answers for other callers are in flight and use all of the memory for answers (setting answer-memory). Send the request again later.");

    private ApiError(int status, string code, string detail, IReadOnlyList<FieldError>? fields = null)
    {
        Status = status;
        Code = code;
        Detail = detail;
        Fields = fields;
    }

    public int Status { get; }

    public string Code { get; }

    public string Detail { get; }

    /// <value>Seconds, sent with a 429 or 503.</value>
    public int RetryAfter { get; private init; } = 1;

    /// <summary>Of a 422; else null.</summary>
    public IReadOnlyList<FieldError>? Fields { get; }

    /// <summary>409: a uid or event id that is taken.</summary>
    public static ApiError Conflict(string detail, string code = "conflict") => new(StatusCodes.Status409Conflict, code, detail);

    /// <summary>400.</summary>
    public static ApiError Bad(string detail, string code = "generic_error") => new(StatusCodes.Status400BadRequest, code, detail);

    /// <summary>429 or 503: there is no room for another answer.</summary>
    public static ApiError NoRoom(AnswerRefusal refusal) => refusal switch
    {
        AnswerRefusal.QueueFull => QueueFull,
        AnswerRefusal.ShareTaken => ShareTaken,
        _ => NoRoomForAnswers,
    };

    public static ApiError TooLarge(int limit) => new(StatusCodes.Status413PayloadTooLarge, "payload_too_large",
        $"The body is larger than {limit} bytes (setting body-limit).");

    public static ApiError UnsupportedMedia(string detail) =>
        new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", detail);

    /// <summary>503: nothing was kept, and the same request may be sent again.</summary>
    public static ApiError Unavailable(string detail) => new(StatusCodes.Status503ServiceUnavailable, "service_unavailable", detail);

    /// <summary>429: the caller's own answers leave no room for another.</summary>
    private static ApiError TooManyAnswers(string detail) => new(StatusCodes.Status429TooManyRequests, "too_many_answers", detail);

    /// <summary>429: what waits for the same destinations has waited too long.</summary>
    /// <param name="retryAfter">Seconds.</param>
    public static ApiError BacklogFull(int retryAfter) => new(StatusCodes.Status429TooManyRequests, "backlog_full",
        "Earlier messages for the same destinations have waited longer for their first attempt than the setting backlog-age allows. This request stored nothing; send it again after Retry-After seconds.")
    {
        RetryAfter = retryAfter,
    };

    /// <summary>422 with everything that is wrong.</summary>
    public static ApiError Invalid(IReadOnlyList<FieldError> fields) =>
        new(StatusCodes.Status422UnprocessableEntity, "validation_error", "The request isn't valid.", fields);

    /// <summary>422 with one field that is wrong.</summary>
    public static ApiError Invalid(string problem, params string[] loc) => Invalid([new FieldError(loc, problem)]);

    /// <summary>422: not JSON at all.</summary>
    public static ApiError NotJson(string problem) => Invalid([new FieldError(["body"], problem, FieldError.NotJson)]);

    /// <summary>What is said of a status that something below us gave without a body.</summary>
    public static ApiError OfStatus(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => Unauthenticated,
        StatusCodes.Status403Forbidden => Forbidden,
        StatusCodes.Status404NotFound => NoSuchRoute,
        StatusCodes.Status405MethodNotAllowed => MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => new ApiError(status, "payload_too_large", "The request is too large."),
        StatusCodes.Status408RequestTimeout => new ApiError(status, "request_timeout", "The request took too long to arrive."),
        >= 500 => new ApiError(status, Internal.Code, Internal.Detail),
        _ => new ApiError(status, "generic_error", "The server can't read the request."),
    };
}
