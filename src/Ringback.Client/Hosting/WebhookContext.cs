using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Ringback.Verification.Json;
using Ringback.Verification.Verifiers;

namespace Ringback.Client;

/// <summary>What a handler gets beside the payload.</summary>
public sealed class WebhookContext
{
    internal WebhookContext(InboxEvent received, IServiceProvider services, HttpContext? http, DbTransaction? transaction)
    {
        Source = received.Source;
        EventKey = received.EventKey;
        Type = received.Type;
        Body = received.Body;
        ReceivedAt = received.ReceivedAt;
        Attempt = received.Attempt;
        Services = services;
        Http = http;
        Transaction = transaction;
    }

    /// <summary>The sender's name in this application (<see cref="WebhookOptions.Source"/>).</summary>
    public string Source { get; }

    /// <summary>
    /// What tells the event from all others of its source, the same when it comes again (<see cref="WebhookEvent.Key"/>): the provider's id
    /// where that is unique, or <c>key:</c> and a hash of several fields, or <c>sha256:</c> and a hash of its bytes.
    /// </summary>
    public string EventKey { get; }

    /// <summary>As the provider writes it; null when it says none.</summary>
    public string? Type { get; }

    /// <summary>The event's bytes as they came.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>Which attempt this is, from 1. In a request always 1: the provider doesn't say.</summary>
    public int Attempt { get; }

    /// <summary>The services of the request, or of a scope of its own in the background.</summary>
    public IServiceProvider Services { get; }

    /// <summary>The request; null in the background.</summary>
    public HttpContext? Http { get; }

    /// <summary>
    /// What the handler's writes belong to, so that they and the memory of them are one; null without an inbox. The inbox commits
    /// it, and rolls it back when the handler throws.
    /// </summary>
    public DbTransaction? Transaction { get; }

    /// <summary>The transaction's connection; null without an inbox.</summary>
    public DbConnection? Connection => Transaction?.Connection;

    /// <summary>A command in the transaction.</summary>
    /// <param name="sql">Its text; values go into parameters.</param>
    /// <param name="parameters">By name, without the sign before it.</param>
    /// <exception cref="InvalidOperationException">There is no inbox.</exception>
    public DbCommand CreateCommand(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = (Connection ?? throw new InvalidOperationException("There is no transaction. Call UseInbox, so that the webhooks have an inbox.")).CreateCommand();
        command.Transaction = Transaction;
#pragma warning disable CA2100 // The application's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>A part of the body as JSON: of its fields, where it is a form.</summary>
    /// <exception cref="WebhookRejectedException">Nothing is there, or it isn't JSON of that type (status 400).</exception>
    internal TPayload Read<TPayload>(JsonPointer pointer, JsonTypeInfo<TPayload> type)
    {
        var part = View().Json;
        if (pointer.ToString().Length > 0)
            part = pointer.ReadRange(part.Span) is { } range ? part[range] : throw new WebhookRejectedException($"the event has nothing at {pointer}", 400);
        try
        {
            return JsonSerializer.Deserialize(part.Span, type) ?? throw new WebhookRejectedException("the payload is null", 400);
        }
        catch (JsonException e)
        {
            throw new WebhookRejectedException($"the payload isn't what the handler of '{Type}' takes{(e.Path is { Length: > 0 } path ? $": {path}" : "")}", 400, e);
        }
    }

    private BodyView View()
    {
        var view = BodyView.Read(Body, Http?.Request.ContentType ?? BodyView.GuessType(Body.Span));
        return view.IsReadable ? view : throw new WebhookRejectedException(view.Problem, 400);
    }
}
