using TorchSharp;

[assembly: AssemblyFixture(typeof(S3Rec.Model.Tests.OneTorchThread))]

namespace S3Rec.Model.Tests;

/// <summary>Tests run beside each other: libtorch's own threads would only spin for the processors the other tests hold.</summary>
public sealed class OneTorchThread
{
    public OneTorchThread() => torch.set_num_threads(1);
}
