using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace S3Rec.Silo.Load;

/// <summary>Where a measurement was taken.</summary>
/// <param name="Processor">The model, or the architecture where the model cannot be read.</param>
/// <param name="Cores">Logical processors.</param>
/// <param name="System">The operating system.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Program">The version of the program, with its commit when it was built from one.</param>
/// <param name="LoadAverage">Of the minute before the start; null where there is none. Above a few tenths something else was
/// running.</param>
internal sealed record MachineConditions(
    string Processor, int Cores, string System, string Runtime, string Program, double? LoadAverage)
{
    public static MachineConditions Read() => new(
        ProcessorModel() ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        typeof(MachineConditions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        ReadLoadAverage());

    private static string? ProcessorModel() => Lines("/proc/cpuinfo")
        .FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    private static double? ReadLoadAverage() => Lines("/proc/loadavg") is [var line, ..]
        ? double.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)
        : null;

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
