namespace S3Rec.Model.Tests;

/// <summary>The large data files that lie beside the repository on some machines, and are never part of it.</summary>
internal static class SharedData
{
    /// <summary>The path of a file in ../shared/data; skips the test where it is not there.</summary>
    public static string PathOrSkip(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "S3Rec.sln")))
            root = root.Parent;

        var path = Path.GetFullPath(Path.Combine(root?.FullName ?? ".", "..", "shared", "data", name));
        Assert.SkipUnless(File.Exists(path), $"{path} is not there.");
        return path;
    }
}
