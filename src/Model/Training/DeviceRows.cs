using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Training;

/// <summary>Sends a batch to where the network computes, in one piece.</summary>
internal static class DeviceRows
{
    /// <returns>All rows in a row, and the parts of it, int64. On a GPU they may still be on their way: nothing here waits.</returns>
    public static (Tensor All, Tensor[] Parts) Send(Device device, params long[][] parts)
    {
        long[] lengths = [.. parts.Select(static p => (long)p.Length)];
        var rows = new long[lengths.Sum()];
        var end = 0;
        foreach (var part in parts)
        {
            part.CopyTo(rows, end);
            end += part.Length;
        }

        var all = tensor(rows);
        if (device.type != DeviceType.CPU)
        {
            all = all.pin_memory().to(device, non_blocking: true);
        }

        return (all, all.split(lengths));
    }
}
