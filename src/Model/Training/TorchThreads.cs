using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

/// <summary>How many threads libtorch computes with, and how they wait for each other.</summary>
internal static partial class TorchThreads
{
    /// <summary>Sets the number of threads. The first call also tells libtorch's OpenMP to sleep while it waits, unless the
    /// environment says otherwise: by default its threads spin, and beside a service that uses the same processors two spinning
    /// threads were measured slower than one.</summary>
    public static void Use(int count)
    {
        if (OperatingSystem.IsLinux())
        {
            // OpenMP reads the environment of the C library when libtorch is loaded, which .NET's own environment does not reach.
            _ = SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
        }

        set_num_threads(count);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
