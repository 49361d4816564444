using Ringback.Core.Settings;
using Ringback.Server.Settings;

namespace Ringback.Server.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ringback-settings-").FullName;
    private readonly Dictionary<string, string> _flags = [];
    private readonly Dictionary<string, string> _variables = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void With_nothing_given_everything_is_at_its_default()
    {
        var loaded = Load();

        loaded.Errors.ShouldBeEmpty();
        loaded.Warnings.ShouldBeEmpty();
        loaded.Origins.ShouldBeEmpty();
        foreach (var setting in SettingsTable.All) setting.Show(loaded.Options).ShouldBe(setting.Default);
    }

    [Fact]
    public void A_flag_beats_a_variable_beats_the_file_beats_the_default()
    {
        WriteFile("""{"data": "file", "body-limit": "2MiB", "lane-in-flight": 5}""");
        _variables["RINGBACK_DATA"] = "variable";
        _variables["RINGBACK_BODY_LIMIT"] = "3MiB";
        _flags["data"] = "flag";

        var loaded = Load();

        loaded.Errors.ShouldBeEmpty();
        loaded.Options.Data.ShouldBe("flag");
        loaded.OriginOf("data").ShouldBe("--data");
        loaded.Options.BodyLimit.ShouldBe(3 << 20);
        loaded.OriginOf("body-limit").ShouldBe("RINGBACK_BODY_LIMIT");
        loaded.Options.LaneInFlight.ShouldBe(5);
        loaded.OriginOf("lane-in-flight").ShouldBe(Path.Combine(_folder, "ringback.json"));
        loaded.OriginOf("retention").ShouldBe("default");
    }

    [Fact]
    public void Every_error_is_listed_with_key_value_origin_and_remedy()
    {
        WriteFile("""{"delivery-timeot": "5s", "lane-in-flight": {}}""");
        _variables["RINGBACK_RETRY_SCHEDULE"] = "5s,5x";
        _variables["RINGBACK_JWT_SECRET"] = "too short";
        _flags["breaker-open"] = "2h";
        _flags["max-in-flight"] = "0";

        var errors = Load().Errors;

        errors.Select(e => e.Key).ShouldBe(
            ["delivery-timeot", "lane-in-flight", "retry-schedule", "jwt-secret", "max-in-flight", "breaker-max-open", "lane-in-flight"],
            ignoreOrder: true);
        errors.Single(e => e.Key == "delivery-timeot").Remedy.ShouldContain("delivery-timeout");
        var schedule = errors.Single(e => e.Key == "retry-schedule");
        schedule.Value.ShouldBe("5s,5x");
        schedule.Origin.ShouldBe("RINGBACK_RETRY_SCHEDULE");
        schedule.Remedy.ShouldContain("5s,5m,30m");
        errors.Single(e => e.Key == "jwt-secret").ToString().ShouldNotContain("too short");
    }

    [Fact]
    public void A_variable_that_is_nearly_a_setting_is_warned_about_and_others_are_left_alone()
    {
        _variables["RINGBACK_DATE"] = "x";
        _variables["RINGBACK_PORT_8071_TCP_ADDR"] = "10.0.0.1";
        _variables["RINGBACK_FROB"] = "1";
        _variables["RINGBACK_URLS"] = "";

        var loaded = Load();

        loaded.Errors.ShouldBeEmpty();
        loaded.Warnings.ShouldHaveSingleItem().ShouldContain("RINGBACK_DATA");
        loaded.Options.Urls.ShouldBe(["http://127.0.0.1:8071"]);
    }

    [Theory]
    [InlineData("nowhere.json", null, "no such file")]
    [InlineData("bad.json", "{", "not JSON")]
    [InlineData("bad.json", "[]", "not a JSON object")]
    public void A_settings_file_that_cannot_be_read_is_an_error(string name, string? content, string problem)
    {
        if (content is not null) File.WriteAllText(Path.Combine(_folder, name), content);
        _variables["RINGBACK_CONFIG"] = name;

        Load().Errors.ShouldHaveSingleItem().Problem.ShouldContain(problem);
    }

    [Theory]
    [InlineData("urls", "http://*:80;http://[::1]:9000", null)]
    [InlineData("urls", "https://localhost:1", "TLS")]
    [InlineData("urls", "localhost:8071", "doesn't begin")]
    [InlineData("urls", "http://localhost:8071/x", "more than")]
    [InlineData("urls", "http://hooks.example.com:80", "names a host")]
    [InlineData("urls", "http://256.1.1.1:80", "names a host")]
    [InlineData("urls", "http://localhost:80", null)]
    [InlineData("urls", ",", "empty")]
    [InlineData("allowed-destinations", "10.0.0.0/8, fd00::/8", null)]
    [InlineData("allowed-destinations", "10.0.0.0/33", "10.0.0.0/33")]
    [InlineData("header-prefixes", "webhook,svix", null)]
    [InlineData("header-prefixes", "Web hook", "Web hook")]
    [InlineData("roles", "api,Deliver", null)]
    [InlineData("roles", "cook", "cook")]
    [InlineData("log-level", "warning", null)]
    [InlineData("log-level", "loud", "loud")]
    [InlineData("intake", "spool", null)]
    [InlineData("intake", "rabbitmq", "it is not set, and the intake is rabbitmq")]
    [InlineData("intake", "kafka", "kafka")]
    [InlineData("rabbitmq", "amqp://ringback:secret@a/, amqps://ringback:secret@b:5671/vhost", null)]
    [InlineData("rabbitmq", "amqp://a,http://b", "not of the form amqp://")]
    [InlineData("rabbitmq", "localhost:5672", "not of the form amqp://")]
    [InlineData("rabbitmq", ",", "empty")]
    [InlineData("spool-limit", "1KiB", "out of range")]
    [InlineData("metrics", "maybe", "neither")]
    [InlineData("body-limit", "100GiB", "not a size")]
    [InlineData("body-limit", "4096MiB", "2 GiB")]
    [InlineData("otlp-endpoint", "collector:4317", "must begin")]
    [InlineData("public-url", "hooks", "not an absolute")]
    [InlineData("retry-schedule", "1h,31d", "longer than 30d")]
    [InlineData("retry-schedule", "none", null)]
    [InlineData("retry-schedule", "5s,", "retry schedule")]
    [InlineData("delivery-timeout", "99999999999999d", "duration")]
    [InlineData("lane-in-flight", "1.5", "whole number")]
    [InlineData("lane-in-flight", "99999999999999999999", "out of range")]
    [InlineData("encryption-key", "AAAA", "not 32 bytes")]
    [InlineData("encryption-key", "?", "not base64")]
    public void Values_are_checked(string key, string text, string? problem)
    {
        _variables[SettingsTable.Find(key)!.Variable] = text;

        var errors = Load().Errors;

        if (problem is null) errors.ShouldBeEmpty();
        else errors.ShouldHaveSingleItem().Problem.ShouldContain(problem);
    }

    [Fact]
    public void What_is_shown_of_a_setting_can_be_read_again()
    {
        var options = new RingbackOptions { EncryptionKey = new byte[32], JwtSecret = new string('x', 40), RabbitMq = "amqp://a:b@c/" };
        foreach (var setting in SettingsTable.All)
        {
            var text = setting.Read(options);
            if (text.Length == 0) continue;
            var again = new RingbackOptions();
            setting.Assign(again, text).ShouldBeNull(setting.Key);
            setting.Read(again).ShouldBe(text);
            if (setting.Secret) setting.Show(options).ShouldBe(Setting.Mask);
        }
    }

    [Fact]
    public void The_reference_page_is_the_one_that_the_table_gives()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Ringback.slnx"))) root = root.Parent!;
        var page = Path.Combine(root.FullName, "docs", "reference", "settings.md");

        File.ReadAllText(page).ShouldBe(SettingsPage.Write(), "run `ringback settings --page > docs/reference/settings.md`");
    }

    private void WriteFile(string json) => File.WriteAllText(Path.Combine(_folder, "ringback.json"), json);

    private LoadedSettings Load() => SettingsLoader.Load(_flags, _variables, _folder);
}
