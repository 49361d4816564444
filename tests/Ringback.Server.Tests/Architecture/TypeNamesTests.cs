using System.Reflection;
using System.Runtime.CompilerServices;

namespace Ringback.Server.Tests.Architecture;

/// <summary>Two types of one name are one too many: who reads one is thinking of the other.</summary>
public sealed class TypeNamesTests
{
    private static readonly string[] Projects =
        ["Ringback.Core", "Ringback.Verification", "Ringback.Storage.Relational", "Ringback.Storage.Postgres", "Ringback.Storage.Sqlite", "Ringback.Intake.RabbitMQ", "Ringback.Intake.Spool", "Ringback.Operate.Sql", "Ringback.Server", "ringback"];

    [Fact]
    public void No_two_types_have_one_name()
    {
        var types = Projects.SelectMany(static project => Assembly.Load(project).GetTypes()).Where(IsOurs).ToList();
        types.Count.ShouldBeGreaterThan(900);
        Repeated(types).ShouldBeEmpty();
    }

    /// <summary>What the API calls a thing, its client calls so, too: only types that aren't public have to differ from the server's.</summary>
    [Fact]
    public void No_type_within_the_client_library_has_the_name_of_another_project_s()
    {
        var types = Projects.Append("Ringback.Client").SelectMany(static project => Assembly.Load(project).GetTypes()).Where(IsOurs);
        Repeated(types.Where(static type => !(type.IsPublic && type.Assembly.GetName().Name == "Ringback.Client"))).ShouldBeEmpty();
    }

    private static bool IsOurs(Type type) =>
        !type.IsNested && type.Namespace?.StartsWith("Ringback", StringComparison.Ordinal) == true && !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.Name.StartsWith('<');

    /// <summary>A type and its generic form may share a name, as in the framework: reflection tells them apart by the arity.</summary>
    private static IEnumerable<string> Repeated(IEnumerable<Type> types) =>
        types.GroupBy(static type => type.Name).Where(static group => group.Count() > 1).Select(static group => string.Join(" and ", group.Select(static type => type.FullName)));
}
