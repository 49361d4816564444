using System.Text;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;

namespace Ringback.Server.Tests.Api.Http;

public sealed class RepeatedFieldTests
{
    [Theory]
    [InlineData("""{"a":1,"a":2}""", "body.a is given twice")]
    [InlineData("""{"a":1,"\u0061":1}""", "body.a is given twice")]
    [InlineData("""{"b":[],"x":{"a":1,"c":{},"a":2}}""", "body.x.a is given twice")]
    [InlineData("""{"l":[1,{"a":1},[[0],{"a":1,"a":2}]]}""", "body.l.2.1.a is given twice")]
    [InlineData("""{"a":1,"a":2,"b":{"b":1,"b":2}}""", "body.a is given twice")]
    [InlineData("""{"x":{"a":1},"y":{"a":1},"a":1}""", null)]
    public void A_field_that_is_given_twice_is_named_by_its_place(string body, string? problem) => Problem(body).ShouldBe(problem);

    [Theory]
    [InlineData("""{"a":1,"a":2""")]
    [InlineData("""{"a":1,"a":2}}""")]
    public void What_is_no_JSON_is_said_to_be_none(string body)
    {
        JsonFields.Read(Encoding.UTF8.GetBytes(body), static json => json).Failed(out var error).ShouldBeTrue();
        error!.Fields!.ShouldHaveSingleItem().Type.ShouldBe(FieldError.NotJson);
    }

    /// <summary>A message is read by a reader of its own.</summary>
    [Theory]
    [InlineData("""{"eventType":"a","payload":{},"eventType":"b"}""", "body.eventType is given twice")]
    [InlineData("""{"eventType":"a","payload":{},"application":{"name":"a","name":"b"}}""", "body.application.name is given twice")]
    public void A_message_is_refused_in_the_same_words(string body, string problem)
    {
        MessageReader.Read(Encoding.UTF8.GetBytes(body)).Failed(out var error).ShouldBeTrue();
        Text(error!.Fields!.ShouldHaveSingleItem()).ShouldBe(problem);
        Problem(body).ShouldBe(problem);
    }

    private static string? Problem(string body) =>
        JsonFields.Read(Encoding.UTF8.GetBytes(body), static json => json).Failed(out var error) ? Text(error.Fields!.ShouldHaveSingleItem()) : null;

    private static string Text(FieldError error) => $"{string.Join('.', error.Loc)} {error.Msg}";
}
