using Shop.Orders;

// DATABASE is the shop's, GATEWAY the way to the payment service. With POLL (seconds) the payment service is asked.
var builder = WebApplication.CreateBuilder(args);
var (settings, app) = (builder.Configuration, builder.Build());
using var http = new HttpMessageInvoker(new SocketsHttpHandler());
var book = new OrderBook(settings["DATABASE"] ?? "shop.db", TimeProvider.System);
book.Create();
var orders = new OrderService(book, settings.GetValue<Uri>("GATEWAY") ?? new Uri("http://127.0.0.1:8203"), http, TimeProvider.System);
orders.Map(app);
var polling = settings.GetValue("POLL", 0.0) is > 0 and var seconds ? orders.PollAsync(TimeSpan.FromSeconds(seconds), app.Lifetime.ApplicationStopping) : Task.CompletedTask;
await app.RunAsync();
await polling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
