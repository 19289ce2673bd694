using S3Rec.Model.Data;
using S3Rec.Model.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

/// <summary>Where training computes.</summary>
public enum TrainingDevice
{
    /// <summary>The GPU where there is one, else the processor.</summary>
    Auto,

    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>The GPU; without one training is refused.</summary>
    Cuda,
}

/// <summary>Sets libtorch up as the options say, and makes networks with random weights.</summary>
internal static class NewNetwork
{
    /// <param name="options">Threads, seed, device and precision.</param>
    /// <param name="data">Decides the tables' rows.</param>
    /// <param name="shape">Of the network.</param>
    /// <exception cref="TrainingRefusedException">The device is not there.</exception>
    public static S3RecNetwork Create(TrainingOptions options, SequenceData data, NetworkOptions shape)
    {
        TorchThreads.Use(options.Threads);
        manual_seed(options.Seed);
        backends.cuda.matmul.allow_tf32 = options.AllowTf32;
        return new S3RecNetwork(shape, data.Vocabulary.ItemCount, data.Vocabulary.AttributeCount, DeviceOf(options.Device));
    }

    private static Device DeviceOf(TrainingDevice wanted)
    {
        var hasCuda = wanted != TrainingDevice.Cpu && cuda.is_available();
        if (wanted == TrainingDevice.Cuda && !hasCuda)
        {
            throw new TrainingRefusedException(
                "Training is to run on a CUDA device and there is none, or this build is for processors. Choose the device Auto or "
                + "Cpu, or build with -p:Accelerator=cuda on a machine with a GPU.");
        }

        return hasCuda ? CUDA : CPU;
    }
}
