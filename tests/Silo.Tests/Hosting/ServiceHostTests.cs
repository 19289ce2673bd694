using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using S3Rec.Grains;
using S3Rec.Silo.Commands;
using S3Rec.Silo.Hosting;
using TorchSharp;

namespace S3Rec.Silo.Tests.Hosting;

public sealed class ServiceHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-host-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>The grains' own source: it tells a failing disk, which is tried again, from a checkpoint that is refused.</summary>
    [Fact]
    public async Task Checkpoints_are_opened_by_the_grains_own_source()
    {
        await using var app = Build(RankingDevice.Cpu);

        Assert.Same(CheckpointRankerSource.OnProcessor, app.Services.GetRequiredService<IRankerSource>());
    }

    [Fact]
    public void A_GPU_that_is_not_there_is_said_before_anything_starts()
    {
        Assert.SkipWhen(torch.cuda.is_available(), "There is a GPU.");

        Assert.Throws<CommandException>(() => Build(RankingDevice.Cuda));
    }

    private WebApplication Build(RankingDevice device) => ServiceHost.Build(settings =>
    {
        settings.Store = Path.Combine(_folder.FullName, "store");
        settings.Device = device;
        (settings.Port, settings.SiloPort, settings.GatewayPort) = FreePorts();
    });

    private static (int, int, int) FreePorts()
    {
        using TcpListener a = new(IPAddress.Loopback, 0), b = new(IPAddress.Loopback, 0), c = new(IPAddress.Loopback, 0);
        int Port(TcpListener listener)
        {
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        return (Port(a), Port(b), Port(c));
    }
}
