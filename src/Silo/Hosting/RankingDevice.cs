namespace S3Rec.Silo.Hosting;

/// <summary>Where a service ranks.</summary>
internal enum RankingDevice
{
    /// <summary>On the processor, in plain C#; libtorch is not loaded for it.</summary>
    Cpu,

    /// <summary>On an NVIDIA GPU, through libtorch. Not measured on a GPU.</summary>
    Cuda,
}
