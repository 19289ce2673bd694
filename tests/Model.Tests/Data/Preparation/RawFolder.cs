using System.IO.Compression;
using System.Text;
using S3Rec.Model.Data.Preparation;

namespace S3Rec.Model.Tests.Data.Preparation;

/// <summary>Raw files of a test, and what is prepared from them.</summary>
internal sealed class RawFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("s3rec-raw-");

    public string Out => PathOf("out");

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, params IEnumerable<string> lines) => WriteBytes(name, Bytes(lines));

    public string WriteBytes(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    public string Gzip(string name, params IEnumerable<string> lines) => WriteBytes(name, Gzipped(lines));

    public static byte[] Gzipped(params IEnumerable<string> lines)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest))
            gzip.Write(Bytes(lines));
        return bytes.ToArray();
    }

    /// <summary>Prepares with a core of 1, so that nothing is filtered unless a test asks for it.</summary>
    public PreparationResult Prepare(
        IPreparationSource source, int countMin = 1, Repeats repeats = Repeats.Keep, int attributeItemsMin = 1)
    {
        var options = new PreparationOptions
        {
            Folder = Out, Name = "Shop", CountMin = countMin, Repeats = repeats, AttributeItemsMin = attributeItemsMin,
        };
        return S3Rec.Model.Data.Preparation.Preparation.Run(
            source, options, new Progress(), TestContext.Current.CancellationToken);
    }

    public string Prepared(string name) => File.ReadAllText(Path.Combine(Out, name));

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Bytes(IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes(string.Concat(lines.Select(static line => line + "\n")));
}
