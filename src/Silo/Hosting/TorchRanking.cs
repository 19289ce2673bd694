using S3Rec.Grains;
using S3Rec.Model.Ranking;
using S3Rec.Silo.Commands;
using TorchSharp;

namespace S3Rec.Silo.Hosting;

/// <summary>Ranks through libtorch instead of on the processor.</summary>
internal static class TorchRanking
{
    /// <exception cref="CommandException">libtorch finds no GPU.</exception>
    public static IRankerSource OnGpu() => torch.cuda.is_available()
        ? On(torch.CUDA)
        : throw new CommandException(
            "Device is cuda, but libtorch finds no GPU. Build with -p:Accelerator=cuda for a machine with an NVIDIA GPU and its "
            + "driver, or set Device to cpu.",
            ExitCode.BadInput);

    public static IRankerSource On(torch.Device device) =>
        new CheckpointRankerSource(checkpoint => () => new TorchRanker(checkpoint.Network, checkpoint.Weights, device, checkpoint.Blend));
}
