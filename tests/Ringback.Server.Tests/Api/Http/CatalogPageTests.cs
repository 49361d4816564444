using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ringback.Server.Api.Http;
using Ringback.Server.Api.Models;
using Ringback.Server.Api.Pages;

namespace Ringback.Server.Tests.Api.Http;

/// <summary>Pages of what is in memory, of which rows may be left out: a source that is just being deleted.</summary>
public sealed class CatalogPageTests
{
    private static readonly string[] All = ["a", "b", "c", "d", "e", "f", "g"];

    [Theory]
    [InlineData("", "abcdefg")]
    [InlineData("a", "bcdefg")]
    [InlineData("g", "abcdef")]
    [InlineData("cd", "abefg")]
    [InlineData("bcdef", "ag")]
    [InlineData("abcdefg", "")]
    public void Rows_that_are_left_out_keep_nobody_from_the_others(string gone, string shown)
    {
        for (var limit = 1; limit <= All.Length + 1; limit++)
        {
            string.Concat(Walk(gone, limit, null, page => page.Iterator)).ShouldBe(shown, $"limit {limit}");
            string.Concat(Walk(gone, limit, "-h", page => page.PrevIterator).AsEnumerable().Reverse()).ShouldBe(shown, $"limit {limit}, backwards");
        }
    }

    /// <summary>The rows of each page, backwards in the order of reading.</summary>
    private static List<string> Walk(string gone, int limit, string? iterator, Func<ListOut<ApplicationOut>, string?> next)
    {
        var rows = new List<string>();
        var backwards = iterator is not null;
        for (var pages = 0; ; pages++)
        {
            pages.ShouldBeLessThan(All.Length + 1);
            var query = new Dictionary<string, StringValues> { ["limit"] = $"{limit}" };
            if (iterator is not null) query["iterator"] = iterator;
            var asked = PageQuery.Read(new QueryFields(new QueryCollection(query)));
            var list = CatalogPage.Create(All, asked.Iterator is { } at ? name => string.CompareOrdinal(name, at) : null, static _ => true, asked, descending: false);
            var page = list.ToList(asked, name => gone.Contains(name, StringComparison.Ordinal) ? null : Row(name), ApiJson.Default.ApplicationOut, static name => name);
            rows.AddRange(backwards ? page.Data.Select(static row => row.Name).Reverse() : page.Data.Select(static row => row.Name));
            if (page.Done) return rows;
            iterator = next(page);
        }
    }

    private static ApplicationOut Row(string name) => new()
    {
        Id = name,
        Uid = null,
        Name = name,
        ThrottleRate = null,
        Metadata = new Dictionary<string, string>(),
        CreatedAt = 0,
        UpdatedAt = 0,
    };
}
