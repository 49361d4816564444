namespace Ringback.Core.Settings;

/// <summary>Finds everything that is wrong with a set of options, all at once.</summary>
internal static class RingbackOptionsValidator
{
    /// <param name="options">What to check.</param>
    /// <param name="origin">Where a key's value came from, for the messages; null: not known.</param>
    public static IReadOnlyList<SettingError> Validate(RingbackOptions options, Func<string, string>? origin = null)
    {
        var errors = new List<SettingError>();
        foreach (var setting in SettingsTable.All)
        {
            if (setting.Check(options) is { } problem) Add(setting.Key, problem, setting.Write);
        }
        if (options.BreakerMaxOpen < options.BreakerOpen)
            Add("breaker-max-open", "it is less than breaker-open", "Make it at least breaker-open");
        if (options.LaneInFlight > options.MaxInFlight)
            Add("lane-in-flight", "it is more than max-in-flight", "Make it at most max-in-flight");
        if (options is { Intake: IntakeKind.RabbitMq, RabbitMq: null })
            Add("rabbitmq", "it is not set, and the intake is rabbitmq", SettingsTable.Find("rabbitmq")!.Write);
        if (SettingRules.MetricsPort(options) is { } problemOfPort)
            Add("metrics-url", problemOfPort, SettingsTable.Find("metrics-url")!.Write);
        return errors;

        void Add(string key, string problem, string remedy)
        {
            var setting = SettingsTable.Find(key)!;
            errors.Add(new SettingError(key, setting.Show(options), origin?.Invoke(key) ?? "given", problem, remedy + "."));
        }
    }
}
