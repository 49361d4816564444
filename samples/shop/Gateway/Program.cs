using Shop.Gateway;

// PAYMENTS and RINGBACK are the addresses of the services behind it.
var builder = WebApplication.CreateBuilder(args);
// The path of an ingest URL is a secret: it doesn't belong into a log.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
var app = builder.Build();
using var http = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false });
var gateway = new ApiGateway(http);
gateway.Route("/payments", builder.Configuration.GetValue<Uri>("PAYMENTS") ?? new Uri("http://127.0.0.1:8202"));
gateway.Route("/in/", builder.Configuration.GetValue<Uri>("RINGBACK") ?? new Uri("http://127.0.0.1:8071"));
app.Run(gateway.ForwardAsync);
await app.RunAsync();
