using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using S3Rec.Model.Evaluation;

namespace S3Rec.Silo.Reports;

/// <summary>The plots of a report, as SVG that needs no font and no file beside it.</summary>
internal static class EvaluationPlots
{
    private const int Width = 720;
    private const int RowHeight = 34;
    private const int FrameHeight = 90;
    private const int SlicesHeight = 360;

    /// <summary>Room for a letter of a label. The library takes letters to be as wide as Arial's; a reader's font may be wider.</summary>
    private const int LetterWidth = 8;

    /// <summary>Told apart by readers who do not see all colours (Okabe and Ito, Color Universal Design).</summary>
    private static readonly OxyColor[] s_palette =
        [.. new[] { "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C8C8C" }.Select(OxyColor.Parse)];

    private static readonly OxyColor s_ink = OxyColor.FromRgb(0x1f, 0x5f, 0x8b);

    /// <summary>Each contender's value of a metric with its 95 % interval.</summary>
    public static string Values(EvaluationReport report, string metric) => Whiskers(
        metric, report.Contenders.Select(c => (c.Name, c.Metrics[metric].Value, c.Metrics[metric].Interval)), fromZero: true);

    /// <summary>Each contender's difference to the baseline with its 95 % interval; an interval that holds 0 is no difference.</summary>
    public static string Differences(EvaluationReport report, string metric) => Whiskers(
        $"{metric} less that of {report.Baseline}",
        report.Contenders.Where(c => c.Name != report.Baseline)
            .Select(c => (c.Name, c.Metrics[metric].Difference!.Value, c.Metrics[metric].DifferenceInterval)),
        fromZero: false);

    /// <summary>A metric of every contender in each slice of the targets.</summary>
    /// <param name="report">The report.</param>
    /// <param name="by">What the targets are divided by.</param>
    /// <param name="metric">One of the slices' metrics.</param>
    public static string Slices(EvaluationReport report, string by, string metric)
    {
        var names = report.Contenders[0].Slices.Where(s => s.By == by).Select(static s => $"{s.Name}\n{s.Targets:N0} targets").ToArray();
        var plot = new PlotModel { Title = $"{metric} by {by}", TitleFontSize = 14, DefaultColors = s_palette };
        plot.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.BottomLeft, LegendLineSpacing = 6,
        });
        plot.Axes.Add(new CategoryAxis { Position = AxisPosition.Bottom, ItemsSource = names, Minimum = -0.5, Maximum = names.Length - 0.5 });
        plot.Axes.Add(Scale(AxisPosition.Left, fromZero: true));
        foreach (var contender in report.Contenders)
        {
            var line = new LineSeries { Title = Widened(contender.Name), MarkerType = MarkerType.Circle, MarkerSize = 4 };
            line.Points.AddRange(contender.Slices.Where(s => s.By == by).Select((slice, i) => new DataPoint(i, slice.Metrics[metric])));
            plot.Series.Add(line);
        }

        return Svg(plot, SlicesHeight);
    }

    private static string Whiskers(string title, IEnumerable<(string Name, double Value, Interval? Interval)> rows, bool fromZero)
    {
        var upwards = rows.Reverse().ToArray(); // a vertical axis begins below
        var plot = new PlotModel
        {
            Title = title,
            TitleFontSize = 14,
            PlotMargins = new OxyThickness((upwards.Max(static r => r.Name.Length) + 2) * LetterWidth, double.NaN, double.NaN, double.NaN),
        };
        plot.Axes.Add(new CategoryAxis { Position = AxisPosition.Left, ItemsSource = upwards.Select(static r => r.Name).ToArray(), GapWidth = 6 });
        plot.Axes.Add(Scale(AxisPosition.Bottom, fromZero));
        var intervals = new IntervalBarSeries { FillColor = OxyColor.FromAColor(0x60, s_ink), StrokeThickness = 0, LabelFormatString = null };
        var values = new ScatterSeries { MarkerType = MarkerType.Circle, MarkerSize = 4.5, MarkerFill = s_ink };
        for (var row = 0; row < upwards.Length; row++)
        {
            values.Points.Add(new ScatterPoint(upwards[row].Value, row));
            if (upwards[row].Interval is { } interval)
                intervals.Items.Add(new IntervalBarItem(interval.Low, interval.High) { CategoryIndex = row });
        }

        plot.Series.Add(intervals);
        plot.Series.Add(values);
        return Svg(plot, FrameHeight + (RowHeight * upwards.Length));
    }

    /// <summary>A name with room behind it: the legend is cut off where its text would end in Arial.</summary>
    private static string Widened(string name) => name + new string('\u00a0', 4 + name.Length);

    private static LinearAxis Scale(AxisPosition position, bool fromZero) => new()
    {
        Position = position,
        Minimum = fromZero ? 0 : double.NaN,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = OxyColor.FromRgb(0xdd, 0xdd, 0xdd),
        MinorTickSize = 0,
        ExtraGridlines = [0],
        MaximumPadding = 0.05,
        MinimumPadding = 0.05,
    };

    private static string Svg(PlotModel plot, int height)
    {
        plot.PlotAreaBorderThickness = new OxyThickness(0, 0, 0, 1);
        plot.DefaultFont = "Arial";
        plot.Padding = new OxyThickness(8, 8, 6 * LetterWidth, 8);
        using var svg = new MemoryStream();
        new SvgExporter { Width = Width, Height = height, UseVerticalTextAlignmentWorkaround = true }.Export(plot, svg);
        // The library draws its errors into the picture instead of throwing them.
        if (plot.GetLastPlotException() is { } error)
            throw new InvalidOperationException($"The plot '{plot.Title}' could not be drawn: {error.Message}", error);

        using var reader = new StreamReader(svg);
        svg.Position = 0;
        return reader.ReadToEnd();
    }
}
