using System.Diagnostics;
using S3Rec.Silo.Commands;

namespace S3Rec.Silo.Load;

/// <summary>What a process of this machine took during the measurement.</summary>
/// <param name="StartMb">Its working set at the start, in 10^6 bytes.</param>
/// <param name="EndMb">And at the end.</param>
/// <param name="ProcessorSeconds">Processor time in between, of all its threads.</param>
internal sealed record ProcessUse(double StartMb, double EndMb, double ProcessorSeconds)
{
    public static ProcessUse Between(ProcessSample start, ProcessSample end) =>
        new(start.Bytes / 1e6, end.Bytes / 1e6, (end.Processor - start.Processor).TotalSeconds);
}

/// <summary>A process at one moment.</summary>
internal readonly record struct ProcessSample(long Bytes, TimeSpan Processor)
{
    /// <exception cref="CommandException">There is no such process, or it may not be looked at.</exception>
    public static ProcessSample Of(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return new ProcessSample(process.WorkingSet64, process.TotalProcessorTime);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            throw new CommandException(
                $"--pid {processId} cannot be read: {e.Message.TrimEnd('.')}. Name the process of the service, on this machine.",
                ExitCode.BadInput);
        }
    }
}
