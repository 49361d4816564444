using Shop.Provider;

// SECRET signs the callbacks; SEED and SPEED make a day, and how fast it passes.
var builder = WebApplication.CreateBuilder(args);
var app = builder.Build();
using var http = new HttpMessageInvoker(new SocketsHttpHandler());
new PaymentProvider(
    builder.Configuration["SECRET"] ?? throw new InvalidOperationException("Set SECRET to what callbacks are signed with, whsec_…"),
    builder.Configuration.GetValue("SEED", 1), builder.Configuration.GetValue("SPEED", 1.0), http, TimeProvider.System).Map(app);
await app.RunAsync();
