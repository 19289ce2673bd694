using Spectre.Console;

namespace S3Rec.Silo.Progress;

/// <summary>Runs work and shows how far it is: a bar per phase on a terminal, lines otherwise, and a file when one is
/// named.</summary>
internal static class LongWork
{
    public static async Task<T> Run<T>(
        TextWriter output, string? progressFile, TimeProvider time, Func<IProgress<ProgressStep>, Task<T>> work)
    {
        using var file = progressFile is null ? null : new ProgressFile(progressFile, time);
        if (!IsTerminal(output))
            return await work(new Both(new PlainProgress(output), file));

        return await AnsiConsole.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn())
            .StartAsync(context => work(new Both(new BarProgress(context), file)));
    }

    /// <summary>A redirected stream gets lines, and so does a writer that is not the console.</summary>
    public static bool IsTerminal(TextWriter output) =>
        ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    private sealed class Both(IProgress<ProgressStep> display, ProgressFile? file) : IProgress<ProgressStep>
    {
        public void Report(ProgressStep value)
        {
            display.Report(value);
            file?.Report(value);
        }
    }

    private sealed class BarProgress(ProgressContext context) : IProgress<ProgressStep>
    {
        private readonly Lock _lock = new();
        private string? _phase;
        private ProgressTask? _bar;

        public void Report(ProgressStep value)
        {
            lock (_lock)
            {
                if (_bar is null || value.Phase != _phase)
                {
                    // A phase that ended early, by patience, is done all the same.
                    _bar?.StopTask();
                    _bar = context.AddTask(value.Phase, maxValue: 1);
                    _phase = value.Phase;
                }

                _bar.Description = Markup.Escape($"{value.Phase}  {PlainProgress.Numbers(value)}".TrimEnd());
                _bar.Value = value.Fraction;
            }
        }
    }
}
