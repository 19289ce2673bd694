using System.Globalization;
using S3Rec.Model.Evaluation;
using Spectre.Console;

namespace S3Rec.Silo.Reports;

/// <summary>A report for the console: a table on a terminal, otherwise lines that tools can read.</summary>
internal static class EvaluationText
{
    /// <summary>Writes the report.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="output">Where to.</param>
    /// <param name="isTerminal">Whether <paramref name="output"/> is the console and can draw a table.</param>
    public static async Task Write(EvaluationReport report, TextWriter output, bool isTerminal)
    {
        var leftOut = report.UsersLeftOut > 0 ? $", {report.UsersLeftOut} left out for want of interactions" : "";
        await output.WriteLineAsync($"{report.Protocol}: {report.Targets} targets of {report.Users} users{leftOut}.");
        foreach (var warning in report.Contenders.SelectMany(static contender => contender.Warnings))
            await output.WriteLineAsync($"Warning: {warning}");

        if (isTerminal && report.Contenders.Count > 1)
        {
            AnsiConsole.Write(Table(report));
            return;
        }

        foreach (var contender in report.Contenders)
        {
            if (report.Contenders.Count > 1)
                await output.WriteLineAsync($"{contender.Name}:");
            foreach (var (metric, measured) in contender.Metrics)
                await output.WriteLineAsync($"{metric} {Value(measured)}{Difference(measured, report.Baseline)}");
        }
    }

    private static Table Table(EvaluationReport report)
    {
        var table = new Table().AddColumn("");
        foreach (var contender in report.Contenders)
            table.AddColumn(new TableColumn(Markup.Escape(contender.Name)).RightAligned());
        foreach (var metric in report.Contenders[0].Metrics.Keys)
        {
            table.AddRow(
                [metric, .. report.Contenders.Select(contender => Markup.Escape(Value(contender.Metrics[metric])))]);
        }

        return table;
    }

    private static string Value(Measurement measured) => Number(measured.Value) + Ends(measured.Interval, Number);

    private static string Difference(Measurement measured, string baseline) => measured.Difference is { } difference
        ? $", {Signed(difference)}{Ends(measured.DifferenceInterval, Signed)} to {baseline}"
        : "";

    private static string Ends(Interval? interval, Func<double, string> text) =>
        interval is { } known ? $" [{text(known.Low)}, {text(known.High)}]" : "";

    private static string Number(double value) => value.ToString("F6", CultureInfo.InvariantCulture);

    private static string Signed(double value) => value.ToString("+0.000000;-0.000000;0.000000", CultureInfo.InvariantCulture);
}
