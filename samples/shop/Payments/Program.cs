using Shop.Payments;

// PROVIDER is where payments are made. With CALLBACK, EXPECTATIONS and TOKEN the provider calls back, to a source of Ringback's.
var builder = WebApplication.CreateBuilder(args);
var (settings, app) = (builder.Configuration, builder.Build());
using var http = new HttpMessageInvoker(new SocketsHttpHandler());
var webhooks = settings.GetValue<Uri>("CALLBACK") is not { } callback ? null : new Webhooks(
    callback, settings.GetValue<Uri>("EXPECTATIONS")!, settings["TOKEN"]!,
    TimeSpan.FromSeconds(settings.GetValue("PATIENCE", 80.0)), http, TimeProvider.System);
new PaymentService(settings.GetValue<Uri>("PROVIDER") ?? new Uri("http://127.0.0.1:8204"), webhooks, http).Map(app);
await app.RunAsync();
