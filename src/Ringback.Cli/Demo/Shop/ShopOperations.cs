using System.Text.Json.Nodes;

namespace Ringback.Cli.Demo.Shop;

/// <summary>The operations of <c>samples/shop/operations.json</c>, which is a part of this program.</summary>
internal static class ShopOperations
{
    public const string Connection = "shop";

    public static IReadOnlyList<JsonObject> All()
    {
        using var file = typeof(ShopOperations).Assembly.GetManifestResourceStream("shop-operations.json")!;
        return [.. JsonNode.Parse(file)!["operations"]!.AsArray().Select(operation => (JsonObject)operation!.DeepClone())];
    }
}
