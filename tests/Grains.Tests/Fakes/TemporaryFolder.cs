namespace S3Rec.Grains.Tests.Fakes;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("s3rec-grains-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
