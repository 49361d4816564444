namespace Ringback.Cli.Demo.Shop;

/// <summary>Where the shop's demo is seen.</summary>
internal interface IShopScreen
{
    void Say(string text);

    /// <summary>Shows how it goes until the work ends, and throws what that throws.</summary>
    Task ShowAsync(ShopBoard board, Task work);

    void Show(ShopReport report);
}
