using System.Globalization;

namespace S3Rec.Storage.Embedded;

/// <summary>
/// Keeps a store folder for one process at a time: an exclusive lock of the operating system on s3rec.lock, which dies with the
/// process. The files stay behind and mean nothing without the lock.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    // .NET reports a lock held elsewhere as an IOException with the system's own error code.
    private const int LockedOnLinux = 11; // EWOULDBLOCK
    private const int LockedOnMacOS = 35; // EWOULDBLOCK
    private const int LockedOnWindows = unchecked((int)0x80070020); // ERROR_SHARING_VIOLATION

    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreInUseException">Another process, or another store object of this one, holds the lock.</exception>
    public static StoreLock Acquire(string folder)
    {
        var path = Path.Combine(folder, "s3rec.lock");
        // The process id lies beside the lock: on Windows nobody can read a locked file.
        var processIdPath = Path.Combine(folder, "s3rec.pid");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is LockedOnLinux or LockedOnMacOS or LockedOnWindows)
        {
            throw new StoreInUseException(folder, ReadProcessId(processIdPath));
        }

        try
        {
            File.WriteAllText(processIdPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return new StoreLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static int? ReadProcessId(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null; // Not written yet, or just being written: the message does without.
        }
    }
}
