using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Ringback.Core.Observe;

namespace Ringback.Server.Observe;

/// <summary>Sends spans and metrics to a collector over OTLP, when the settings name one.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    /// <param name="collector">For gRPC, as <c>http://localhost:4317</c>; for HTTP when its port is 4318 or it has a path.</param>
    public TelemetryExport(Uri collector)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("ringback");
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Telemetry.Name)
            .AddOtlpExporter(options => Configure(options, collector, "v1/traces")).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Telemetry.Name)
            .AddOtlpExporter(options => Configure(options, collector, "v1/metrics")).Build();
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    private static void Configure(OtlpExporterOptions options, Uri collector, string path)
    {
        var http = collector.Port == 4318 || collector.AbsolutePath != "/";
        options.Protocol = http ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = http ? new Uri(collector.AbsoluteUri.TrimEnd('/') + "/" + path) : collector;
    }
}
