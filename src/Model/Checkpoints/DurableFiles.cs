using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace S3Rec.Model.Checkpoints;

/// <summary>Writes that survive a power cut.</summary>
internal static partial class DurableFiles
{
    /// <summary>Creates a file and returns once its content is on the disk.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 64 * 1024);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Returns once the names in a folder are on the disk. On Windows nothing is done: its file system journals names,
    /// and cannot be asked.</summary>
    public static void FlushFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = OpenForReading(folder, flags: 0);
        if (descriptor < 0)
            throw new IOException($"{folder}: cannot be opened for fsync.", new Win32Exception(Marshal.GetLastPInvokeError()));

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>.NET does not open folders.</summary>
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int OpenForReading(string path, int flags);
}
