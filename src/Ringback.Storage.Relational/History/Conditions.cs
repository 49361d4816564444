using System.Globalization;
using System.Text;
using Ringback.Core.History;
using Ringback.Storage.Relational.Accept;
using Ringback.Storage.Relational.Connection;

namespace Ringback.Storage.Relational.History;

/// <summary>
/// The conditions of a filter as an SQL expression, and its parameters. The expression is a column of the scan, not its WHERE, so that
/// the scan sees what it passes over and can stop. Its text depends on which conditions there are, not on their values: few statements.
/// </summary>
internal sealed class Conditions(int firstParameter)
{
    private readonly StringBuilder _text = new();
    private readonly List<(string? Text, long Number)> _values = [];

    /// <value>The expression; <c>true</c> when there is no condition.</value>
    public string Text => _text.Length == 0 ? "true" : _text.ToString();

    public bool Any => _text.Length > 0;

    /// <value>The first parameter behind theirs.</value>
    public int Next => firstParameter + _values.Count;

    /// <summary>Conditions on a message, in a statement where its row is called m.</summary>
    public Conditions OfMessage(MessageFilter filter, bool withTime)
    {
        if (filter.EventTypes is { } types)
            And("instr({0}, ' ' || m.type || ' ') > 0", MessageRow.Join(types));
        if (filter.Channel is { } channel)
            And("instr(m.channels, {0}) > 0", $" {channel} ");
        if (filter.Tag is { } tag)
            And("instr(m.tags, {0}) > 0", $" {tag} ");
        if (filter.EventId is { } eventId)
            And("m.event_id = {0}", eventId);
        if (withTime && filter.After is { } after)
            And("m.at >= {0}", after);
        if (withTime && filter.Before is { } before)
            And("m.at < {0}", before);
        return this;
    }

    /// <summary>Conditions on a message, of a row that has its seq; theirs are the first parameters.</summary>
    public Conditions Looking(Conditions ofMessage, string seq)
    {
        _values.AddRange(ofMessage._values);
        return ofMessage.Any ? And(ofMessage.ByMessage(seq)) : this;
    }

    /// <summary>Any of the channels; in a statement where the message's row is called m.</summary>
    public Conditions AnyChannel(IReadOnlyList<string> channels)
    {
        var any = string.Join(" or ", channels.Select(channel => $"instr(m.channels, {Add((" " + channel + " ", 0))}) > 0"));
        return And($"({(any.Length == 0 ? "false" : any)})");
    }

    public Conditions And(string expression)
    {
        if (_text.Length > 0)
            _text.Append(" and ");
        _text.Append(expression);
        return this;
    }

    /// <summary>A condition with one parameter, which stands as {0}.</summary>
    public Conditions And(string expression, string? value) =>
        And(string.Format(CultureInfo.InvariantCulture, expression, Add((value, 0))));

    /// <inheritdoc cref="And(string, string?)"/>
    public Conditions And(string expression, long value) =>
        And(string.Format(CultureInfo.InvariantCulture, expression, Add((null, value))));

    /// <summary>Looks the conditions up in the message of a row that has its seq.</summary>
    public string ByMessage(string seq) => Any ? $"(select {Text} from message m where m.seq = {seq})" : "true";

    /// <summary>Binds the parameters, behind those bound before.</summary>
    public Statement Bind(Statement statement)
    {
        foreach (var (text, number) in _values)
            _ = text is null ? statement.Bind(number) : statement.Bind(text);
        return statement;
    }

    private string Add((string? Text, long Number) value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"?{firstParameter + _values.Count - 1}");
    }
}
