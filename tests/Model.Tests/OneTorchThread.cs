using TorchSharp;

// libtorch's random numbers and number of threads are the process's: tests that depend on them run one after the other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(S3Rec.Model.Tests.OneTorchThread))]

namespace S3Rec.Model.Tests;

/// <summary>Test projects run beside each other: libtorch's own threads would only spin for the processors the others hold.</summary>
public sealed class OneTorchThread
{
    public OneTorchThread() => torch.set_num_threads(1);
}
