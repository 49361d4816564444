using System.Runtime.Versioning;
using System.Text;
using Ringback.Core.Settings;
using Ringback.Server.Secrets;
using Ringback.Server.Settings;

namespace Ringback.Server.Tests.Secrets;

[UnsupportedOSPlatform("windows")]
public sealed class ServerSecretsTests : IDisposable
{
    private const UnixFileMode Mode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _root = Directory.CreateTempSubdirectory("ringback-secrets-").FullName;
    private readonly RingbackOptions _options = new();

    private string Folder => Path.Combine(_root, "deep", "data");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_first_start_makes_folder_and_secrets_that_only_their_owner_may_read()
    {
        using var folder = DataFolder.Acquire(Folder);
        var made = ServerSecrets.Load(_options, folder.Path);

        made.MasterKey.Length.ShouldBe(32);
        File.GetUnixFileMode(Folder).ShouldBe(Mode600 | UnixFileMode.UserExecute);
        Directory.GetFiles(Folder).Select(Path.GetFileName)
            .ShouldBe([ServerSecrets.JwtSecretName, ServerSecrets.MasterKeyName, "ringback.lock", "ringback.pid"], ignoreOrder: true);
        foreach (var file in Directory.GetFiles(Folder).Where(f => !f.EndsWith(".pid", StringComparison.Ordinal)))
            File.GetUnixFileMode(file).ShouldBe(Mode600, file);

        var again = ServerSecrets.Load(_options, folder.Path);
        again.JwtSecret.ShouldBe(made.JwtSecret);
        again.MasterKey.ShouldBe(made.MasterKey);
    }

    [Fact]
    public void A_folder_that_others_may_write_is_closed_while_it_is_empty_and_refused_when_it_holds_something()
    {
        foreach (var mode in new[] { (UnixFileMode)0x1FF, Mode600 | UnixFileMode.UserExecute | UnixFileMode.GroupWrite, Mode600 | UnixFileMode.UserExecute | UnixFileMode.OtherWrite })
        {
            DataFolder.Make(Folder);
            File.SetUnixFileMode(Folder, mode);
            DataFolder.Acquire(Folder).Dispose();
            File.GetUnixFileMode(Folder).ShouldBe(Mode600 | UnixFileMode.UserExecute);

            File.SetUnixFileMode(Folder, mode);
            Should.Throw<StartException>(() => DataFolder.Acquire(Folder)).Message.ShouldContain("chmod 700 " + Folder);
            Directory.Delete(Folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("ssssssssssssssssssssssssssssssssssssssss", "different characters")]
    [InlineData("abababababababababababababababababababab", "different characters")]
    [InlineData("password12password12password12password12", "repeated")]
    [InlineData("short", "shorter than 32")]
    [InlineData("0123456789abcdef0123456789abcdef", "repeated")]
    [InlineData("5b0f1c9e2d7a48365b1e9c0f7d2a4836", null)]
    [InlineData("Zm9vYmFyYmF6cXV4cXV1eGNvcmdlZ3JhdWx0Z2FycGx5", null)]
    public void A_secret_that_could_be_guessed_is_refused(string secret, string? problem)
    {
        var errors = Ringback.Core.Settings.RingbackOptionsValidator.Validate(new Ringback.Core.Settings.RingbackOptions { JwtSecret = secret });
        if (problem is null)
        {
            errors.ShouldBeEmpty();
            return;
        }
        errors.ShouldHaveSingleItem().Problem.ShouldContain(problem);
        errors[0].ToString().ShouldContain("openssl rand");
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "different")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "sequence")]
    [InlineData("cGFzc3dvcmQxMjNwYXNzd29yZDEyM3Bhc3N3b3JkMTI=", "word")]
    [InlineData("q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=", "repeated")]
    [InlineData("kT2bq0Hn9mYxv6wLr4Zc1sJdE8uQfP7gAiOyXh5tN3M=", null)]
    public void An_encryption_key_that_could_be_guessed_is_refused_wherever_it_stands(string key, string? problem)
    {
        var errors = Ringback.Core.Settings.RingbackOptionsValidator.Validate(new Ringback.Core.Settings.RingbackOptions { EncryptionKey = Convert.FromBase64String(key) });
        var folder = DataFolder.Make(Folder);
        File.WriteAllText(Path.Combine(folder, ServerSecrets.MasterKeyName), key);
        File.SetUnixFileMode(Path.Combine(folder, ServerSecrets.MasterKeyName), Mode600);
        if (problem is null)
        {
            errors.ShouldBeEmpty();
            ServerSecrets.Load(_options, folder).MasterKey.ShouldBe(Convert.FromBase64String(key));
            return;
        }
        errors.ShouldHaveSingleItem().ToString().ShouldContain(problem);
        errors[0].ToString().ShouldContain("openssl rand -base64 32");
        Should.Throw<StartException>(() => ServerSecrets.Load(_options, folder)).Message.ShouldContain("openssl rand -base64 32");
    }

    [Fact]
    public void Secrets_that_are_given_make_no_files()
    {
        _options.JwtSecret = new string('s', 40);
        _options.EncryptionKey = new byte[32];
        var folder = DataFolder.Make(Folder);

        ServerSecrets.Load(_options, folder).JwtSecret.ShouldBe(Encoding.UTF8.GetBytes(_options.JwtSecret));

        Directory.GetFiles(Folder).ShouldBeEmpty();
    }

    [Fact]
    public void A_master_key_that_is_lost_is_not_made_anew_beside_the_database_that_it_sealed()
    {
        var folder = DataFolder.Make(Folder);
        File.WriteAllText(Path.Combine(folder, "ringback.db"), "");

        Should.Throw<StartException>(() => ServerSecrets.Load(_options, folder)).Message.ShouldContain("backup");

        File.Exists(Path.Combine(folder, ServerSecrets.MasterKeyName)).ShouldBeFalse();
    }

    [Fact]
    public void A_second_process_on_the_folder_is_told_who_has_it()
    {
        using (DataFolder.Acquire(Folder))
        {
            Should.Throw<StartException>(() => DataFolder.Acquire(Folder)).Message
                .ShouldContain($"in use by process {Environment.ProcessId}");
        }
        using var after = DataFolder.Acquire(Folder);
    }

    [Fact]
    public void A_secret_that_others_may_read_is_refused()
    {
        var folder = DataFolder.Make(Folder);
        ServerSecrets.Load(_options, folder);
        var file = Path.Combine(folder, ServerSecrets.MasterKeyName);
        File.SetUnixFileMode(file, Mode600 | UnixFileMode.GroupRead);

        Should.Throw<StartException>(() => ServerSecrets.Load(_options, folder)).Message.ShouldContain($"chmod 600 {file}");
    }

    [Theory]
    [InlineData(ServerSecrets.MasterKeyName, "", "empty")]
    [InlineData(ServerSecrets.MasterKeyName, "AAAA", "32 bytes")]
    [InlineData(ServerSecrets.MasterKeyName, "not base64", "32 bytes")]
    [InlineData(ServerSecrets.JwtSecretName, "short", "shorter than 32")]
    public void A_file_without_a_secret_is_never_replaced(string name, string content, string problem)
    {
        var folder = DataFolder.Make(Folder);
        SecretFile.Write(Path.Combine(folder, name), content);

        Should.Throw<StartException>(() => ServerSecrets.Load(_options, folder)).Message.ShouldContain(problem);

        File.ReadAllText(Path.Combine(folder, name)).ShouldBe(content + "\n");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told_with_its_path()
    {
        File.WriteAllText(Path.Combine(_root, "file"), "");

        Should.Throw<StartException>(() => DataFolder.Acquire(Path.Combine(_root, "file", "data"))).Message
            .ShouldContain(Path.Combine(_root, "file", "data"));
    }

    [Fact]
    public void Of_processes_that_make_a_secret_at_once_all_get_the_first()
    {
        var folder = DataFolder.Make(Folder);
        var path = Path.Combine(folder, "race");

        var read = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(8)
            .Select(i => SecretFile.ReadOrMake(path, () => $"made by {i}")).Distinct(StringComparer.Ordinal).ToList();

        read.ShouldHaveSingleItem();
    }
}
