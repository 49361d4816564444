namespace Shop.Provider;

/// <summary>How the provider tells of a payment.</summary>
public enum Telling
{
    /// <summary>In order, at once.</summary>
    Prompt = 0,

    /// <summary>Every callback a second time, as providers do that missed the answer to the first.</summary>
    Twice = 1,

    /// <summary>That it is paid first, and afterwards that it was being processed.</summary>
    OutOfOrder = 2,

    /// <summary>Long after everybody gave up hope.</summary>
    Late = 3,

    /// <summary>Not at all: only who asks hears of it.</summary>
    Never = 4,
}

/// <summary>What happens to one payment, in the shop's seconds after it was made.</summary>
/// <param name="Telling">How the provider tells of it.</param>
/// <param name="SettlesAfter">When it is paid.</param>
public sealed record Behaviour(Telling Telling, TimeSpan SettlesAfter)
{
    private const double Soonest = 5;
    private const double Latest = 60;
    private static readonly TimeSpan Processing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LateAfter = TimeSpan.FromSeconds(150);

    /// <value>Of a hundred payments, so many of each <see cref="Telling"/>.</value>
    private static readonly int[] Shares = [40, 20, 15, 10, 15];

    /// <summary>The same for the same seed and order, whenever it is asked.</summary>
    /// <param name="seed">Another seed, another day.</param>
    /// <param name="reference">The order's number.</param>
    public static Behaviour Of(int seed, string reference)
    {
        // FNV-1a: string.GetHashCode is another one in each process.
        var hash = 2166136261u;
        foreach (var letter in $"{seed}/{reference}") hash = (hash ^ letter) * 16777619;
        var random = new Random((int)hash);
        var (drawn, telling) = (random.Next(Shares.Sum()), 0);
        while (drawn >= Shares[telling]) drawn -= Shares[telling++];
        // Most people pay soon, some take their time.
        return new Behaviour((Telling)telling, TimeSpan.FromSeconds(Soonest * Math.Pow(Latest / Soonest, random.NextDouble())));
    }

    /// <summary>The callbacks in the order of their times: what they say, and which of them are repetitions.</summary>
    public IEnumerable<(TimeSpan After, string Status)> Callbacks()
    {
        var (processing, paid) = ((Processing, PaymentStatus.Processing), (SettlesAfter, PaymentStatus.Paid));
        var again = TimeSpan.FromSeconds(2);
        return Telling switch
        {
            Telling.Prompt => [processing, paid],
            Telling.Twice => [processing, (Processing + again, PaymentStatus.Processing), paid, (SettlesAfter + again, PaymentStatus.Paid)],
            Telling.OutOfOrder => [paid, (SettlesAfter + again, PaymentStatus.Processing)],
            Telling.Late => [(LateAfter, PaymentStatus.Paid)],
            _ => [],
        };
    }
}

public static class PaymentStatus
{
    public const string Processing = "processing";
    public const string Paid = "paid";
}
