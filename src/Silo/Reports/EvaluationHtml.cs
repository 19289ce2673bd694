using System.Globalization;
using System.Net;
using System.Text;
using S3Rec.Model.Evaluation;

namespace S3Rec.Silo.Reports;

/// <summary>A report as one HTML page that needs nothing beside it: no script, no font, no picture from elsewhere.</summary>
internal static class EvaluationHtml
{
    private static readonly string[] Plotted = ["NDCG@10", "HR@10", "MRR"];

    /// <summary>The page.</summary>
    /// <param name="report">What to show.</param>
    /// <param name="title">What was evaluated on, such as the name of the data.</param>
    /// <param name="createdAt">When.</param>
    public static string Page(EvaluationReport report, string title, DateTimeOffset createdAt)
    {
        var page = new StringBuilder();
        page.Append(Head(Text(title)));
        page.Append($"""
            <h1>{Text(title)}</h1>
            <p>Protocol {Text(report.Protocol)}. {Number(report.Users)} users, {Number(report.Targets)} targets, {Number(report.UsersLeftOut)} users
            left out for want of interactions, {Number(report.Items)} items. Intervals: 95 %, paired bootstrap over users,
            {Number(report.Resamples)} resamples, seed {report.Seed}. Made {createdAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.</p>

            """);
        foreach (var warning in report.Contenders.SelectMany(static c => c.Warnings))
            page.Append($"<p><strong>Warning:</strong> {Text(warning)}</p>\n");
        page.Append(Metrics(report)).Append(Differences(report));
        foreach (var metric in Plotted.Where(report.Contenders[0].Metrics.ContainsKey))
        {
            page.Append(Picture(EvaluationPlots.Values(report, metric), $"{metric} of each model with its interval"));
            if (report.Contenders.Count > 1)
                page.Append(Picture(EvaluationPlots.Differences(report, metric), $"{metric} of each model less that of {report.Baseline}"));
        }

        foreach (var by in report.Contenders[0].Slices.Select(static s => s.By).Distinct())
        {
            page.Append(Slices(report, by));
            page.Append(Picture(EvaluationPlots.Slices(report, by, "NDCG@10"), $"NDCG@10 by {by}"));
        }

        return page.Append("</main></body></html>\n").ToString();
    }

    private static string Metrics(EvaluationReport report) => Table(
        "Metrics",
        ["", .. report.Contenders.Select(static c => c.Name)],
        report.Contenders[0].Metrics.Keys.Select(metric => (string[])[metric, .. report.Contenders.Select(c => Cell(c.Metrics[metric]))]));

    private static string Differences(EvaluationReport report)
    {
        var others = report.Contenders.Where(c => c.Name != report.Baseline).ToArray();
        return others.Length == 0 ? "" : Table(
            $"Less {report.Baseline}",
            ["", .. others.Select(static c => c.Name)],
            report.Contenders[0].Metrics.Keys.Select(metric => (string[])[metric, .. others.Select(c => DifferenceCell(c.Metrics[metric]))]));
    }

    private static string Slices(EvaluationReport report, string by)
    {
        string Cell(Slice slice) => string.Join("  ", slice.Metrics.Values.Select(Value));
        var rows = report.Contenders[0].Slices.Index().Where(s => s.Item.By == by);
        var metrics = string.Join(", ", report.Contenders[0].Slices[0].Metrics.Keys);
        return Table(
            $"By {by}: {metrics}",
            ["", "targets", .. report.Contenders.Select(static c => c.Name)],
            rows.Select(row => (string[])
                [row.Item.Name, Number(row.Item.Targets), .. report.Contenders.Select(c => Cell(c.Slices[row.Index]))]));
    }

    private static string Cell(Measurement metric) =>
        metric.Interval is { } interval ? $"{Value(metric.Value)} [{Value(interval.Low)}, {Value(interval.High)}]" : Value(metric.Value);

    private static string DifferenceCell(Measurement metric) => metric.DifferenceInterval is { } interval
        ? $"{Signed(metric.Difference!.Value)} [{Signed(interval.Low)}, {Signed(interval.High)}]{(interval is { Low: <= 0, High: >= 0 } ? "" : " *")}"
        : Signed(metric.Difference!.Value);

    private static string Table(string caption, string[] header, IEnumerable<string[]> rows)
    {
        var table = new StringBuilder($"<table><caption>{Text(caption)}</caption><thead><tr>");
        foreach (var name in header) table.Append($"<th scope=\"col\">{Text(name)}</th>");
        table.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            table.Append($"<tr><th scope=\"row\">{Text(row[0])}</th>");
            foreach (var cell in row[1..]) table.Append($"<td>{Text(cell)}</td>");
            table.Append("</tr>\n");
        }

        return table.Append("</tbody></table>\n").ToString();
    }

    /// <summary>As a picture of its own, so that the names inside one plot cannot clash with another's.</summary>
    private static string Picture(string svg, string description) =>
        $"<img alt=\"{Text(description)}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">\n";

    private static string Head(string title) => $$"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}}</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; margin: 0 }
        main { max-width: 80rem; margin: 0 auto; padding: 1rem; overflow-x: auto }
        table { border-collapse: collapse; margin: 1.5rem 0; font-variant-numeric: tabular-nums; font-size: 14px }
        caption { text-align: left; font-weight: 600; padding-bottom: .4rem }
        th, td { padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #ddd; white-space: pre }
        th { text-align: left } td { text-align: right }
        img { max-width: 100%; display: inline-block; margin: .5rem 1rem .5rem 0 }
        </style></head><body><main>

        """;

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Four decimals for shares, fewer for what is counted.</summary>
    private static string Value(double value) => value.ToString(Math.Abs(value) < 10 ? "0.0000" : "0.0", CultureInfo.InvariantCulture);

    private static string Signed(double value) => (value > 0 ? "+" : "") + Value(value);
}
