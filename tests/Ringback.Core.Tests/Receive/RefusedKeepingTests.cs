using Ringback.Core.Catalog;
using Ringback.Core.Receive;
using Ringback.Core.Tests.Accept;

namespace Ringback.Core.Tests.Receive;

public sealed class RefusedKeepingTests : IRefusedRows
{
    private const int Source = AcceptWorld.Application;
    private const int Gone = 8;

    private readonly List<string> _calls = [];

    [Fact]
    public void The_last_of_each_source_that_is_there_are_kept_and_all_of_them_are_counted()
    {
        var catalog = new AcceptWorld().Catalog;
        catalog.Put(new Source { ApplicationId = Source, Type = "stripe", CreatedAt = 0, UpdatedAt = 0 });
        new RefusedKeeping(this, catalog).Keep(
            [Refused(Source, "a"), Refused(Gone, "b"), Refused(Source, "c")], [new RefusedCount(Source, "a", 5, 9), new RefusedCount(Gone, "b", 1, 9)]);
        _calls.ShouldBe([$"{Source} a", $"{Source} c", $"trim {Source} {IRefusedStore.MostOfSource}", $"trim {Gone} {IRefusedStore.MostOfSource}", $"count {Source} a 5"]);
    }

    private static RefusedRequest Refused(int source, string reason) => new() { ApplicationId = source, At = 1, Status = 401, Reason = reason, Method = "POST" };

    void IRefusedRows.Add(RefusedRequest request) => _calls.Add($"{request.ApplicationId} {request.Reason}");

    void IRefusedRows.Trim(int application, int most) => _calls.Add($"trim {application} {most}");

    void IRefusedRows.Count(RefusedCount count) => _calls.Add($"count {count.ApplicationId} {count.Reason} {count.Count}");
}
