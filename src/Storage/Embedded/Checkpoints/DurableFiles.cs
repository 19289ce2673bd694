using System.ComponentModel;
using System.Runtime.InteropServices;

namespace S3Rec.Storage.Embedded.Checkpoints;

/// <summary>Copies and folder entries that are on disk when a call returns.</summary>
internal static partial class DurableFiles
{
    private const int OpenReadOnly = 0;

    /// <summary>Copies a folder with all that is in it, and flushes each file and folder.</summary>
    public static void CopyFolder(string source, string target, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source))
        {
            cancellationToken.ThrowIfCancellationRequested();
            CopyFile(file, Path.Combine(target, Path.GetFileName(file)));
        }

        foreach (var folder in Directory.EnumerateDirectories(source))
            CopyFolder(folder, Path.Combine(target, Path.GetFileName(folder)), cancellationToken);
        FlushFolder(target);
    }

    /// <summary>Flushes the entries of a folder: the names of files made, renamed or removed in it. On Windows the file system's
    /// journal does this; there is nothing to call.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, OpenReadOnly);
        if (descriptor < 0)
            throw LastError(folder);
        try
        {
            if (Fsync(descriptor) != 0)
                throw LastError(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static void CopyFile(string source, string target)
    {
        using var from = File.OpenRead(source);
        using var to = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        from.CopyTo(to);
        to.Flush(flushToDisk: true);
    }

    private static IOException LastError(string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"The folder '{folder}' could not be flushed to disk: {new Win32Exception(error).Message}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
