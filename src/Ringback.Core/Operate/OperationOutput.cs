using System.Globalization;
using System.Text;

namespace Ringback.Core.Operate;

/// <summary>What is put on record of an operation that worked: JSON.</summary>
internal static class OperationOutput
{
    /// <summary><c>{"rowsChanged":3,"statements":[1,2]}</c>; <c>statements</c> where there are several, <c>run</c> of a forced replay.</summary>
    public static byte[] Sql(IReadOnlyList<long> rows, long run)
    {
        var sum = 0L;
        foreach (var count in rows)
            sum += count;
        var text = string.Create(CultureInfo.InvariantCulture, $"{{\"rowsChanged\":{sum}");
        if (rows.Count > 1)
            text += $",\"statements\":[{string.Join(',', rows)}]";
        return Encoding.UTF8.GetBytes(text + Forced(run) + "}");
    }

    /// <summary><c>{"messageId":"msg_…"}</c>; null when it was emitted before and has been dropped since.</summary>
    public static byte[] Emitted(string? message, long run) =>
        Encoding.UTF8.GetBytes($"{{\"messageId\":{(message is null ? "null" : $"\"{message}\"")}{Forced(run)}}}");

    private static string Forced(long run) => run == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $",\"run\":{run}");
}
