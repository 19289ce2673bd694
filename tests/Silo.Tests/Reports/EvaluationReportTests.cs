using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using S3Rec.Model.Evaluation;
using S3Rec.Silo.Reports;

namespace S3Rec.Silo.Tests.Reports;

public sealed class EvaluationReportTests
{
    private static readonly EvaluationReport Report = new(
        "full, test", Users: 1000, Targets: 1000, UsersLeftOut: 2, Items: 50, Resamples: 1000, Seed: 42, Baseline: "popularity",
        [Contender("popularity", 0.1, isBaseline: true), Contender("<model> & co", 0.25, isBaseline: false)]);

    [Fact]
    public void The_page_holds_every_figure_and_nothing_from_elsewhere()
    {
        var page = EvaluationHtml.Page(Report, "Beauty", DateTimeOffset.UnixEpoch);

        Assert.Contains("0.2500 [0.2000, 0.3000]", page, StringComparison.Ordinal);
        Assert.Contains("+0.1500 [+0.1000, +0.2000] *", page, StringComparison.Ordinal);
        Assert.Contains("0 (cold)", page, StringComparison.Ordinal);
        Assert.Contains("&lt;model&gt; &amp; co", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<model>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_stand_in_every_output()
    {
        var (text, stream) = (new StringWriter(), new MemoryStream());

        await EvaluationText.Write(Report, text, isTerminal: false);
        await EvaluationJson.WriteMetrics(Report.Contenders[1], stream, TestContext.Current.CancellationToken);
        var page = EvaluationHtml.Page(Report, "Beauty", DateTimeOffset.UnixEpoch);

        Assert.Contains($"Warning: It may know too much.{Environment.NewLine}Warning: It is of <other> data.{Environment.NewLine}", text.ToString());
        Assert.Contains("<strong>Warning:</strong> It is of &lt;other&gt; data.", page, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(stream.ToArray());
        Assert.Equal(0.25, json.RootElement.GetProperty("NDCG@10").GetDouble());
        Assert.Equal(
            ["It may know too much.", "It is of <other> data."],
            json.RootElement.GetProperty("warnings").EnumerateArray().Select(static warning => warning.GetString()));
    }

    [Fact]
    public void Plots_are_well_formed_and_name_every_contender()
    {
        foreach (var svg in (string[])[
            EvaluationPlots.Values(Report, "NDCG@10"), EvaluationPlots.Slices(Report, "item frequency", "NDCG@10")])
        {
            var texts = XDocument.Parse(svg).Descendants().Where(static e => e.Name.LocalName == "text")
                .Select(static e => e.Value.Trim()).ToArray();
            Assert.Contains("popularity", texts);
            Assert.Contains("<model> & co", texts);
        }

        var differences = XDocument.Parse(EvaluationPlots.Differences(Report, "NDCG@10")).Descendants().Select(static e => e.Value).ToArray();
        Assert.Contains("NDCG@10 less that of popularity", differences);
        Assert.DoesNotContain("popularity", differences);
    }

    [Fact]
    public void A_metric_that_is_0_for_everybody_is_drawn_without_an_undefined_number()
    {
        var zero = new Measurement(0, new Interval(0, 0), 0, new Interval(0, 0));
        var nothing = Report with
        {
            Contenders =
            [
                .. Report.Contenders.Select(contender => contender with
                {
                    Metrics = contender.Metrics.ToDictionary(static m => m.Key, _ => zero),
                    Slices = [new Slice("history length", "1 to 3", 1, new Dictionary<string, double> { ["NDCG@10"] = 0 })],
                }),
            ],
        };

        Assert.All(
            (string[])[
                EvaluationPlots.Values(nothing, "NDCG@10"), EvaluationPlots.Differences(nothing, "NDCG@10"),
                EvaluationPlots.Slices(nothing, "history length", "NDCG@10"),
            ],
            static svg =>
            {
                Assert.NotNull(XDocument.Parse(svg).Root);
                Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
                Assert.DoesNotContain("Infinity", svg, StringComparison.Ordinal);
                Assert.DoesNotContain("\u221e", svg, StringComparison.Ordinal);
            });
    }

    [Fact]
    public async Task The_json_is_the_report_by_name()
    {
        using var stream = new MemoryStream();
        await EvaluationJson.Write(Report, stream, TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        var metric = json.RootElement.GetProperty("contenders")[1].GetProperty("metrics").GetProperty("NDCG@10");
        Assert.Equal(0.25, metric.GetProperty("value").GetDouble());
        Assert.Equal(0.1, metric.GetProperty("differenceInterval").GetProperty("low").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("contenders")[0].GetProperty("metrics")
            .GetProperty("NDCG@10").GetProperty("difference").ValueKind);
    }

    private static ContenderReport Contender(string name, double value, bool isBaseline)
    {
        var measured = new Measurement(
            value, new Interval(value - 0.05, value + 0.05), isBaseline ? null : 0.15, isBaseline ? null : new Interval(0.1, 0.2));
        var metrics = new OrderedDictionary<string, double> { ["HR@10"] = value, ["NDCG@10"] = value, ["MRR"] = value };
        return new ContenderReport(
            name,
            new OrderedDictionary<string, Measurement> { ["NDCG@10"] = measured, ["MRR"] = measured },
            [new Slice("history length", "1 to 3", 1000, metrics), new Slice("item frequency", "0 (cold)", 1, metrics),
             new Slice("item frequency", "1 to 5", 999, metrics)],
            isBaseline ? [] : ["It may know too much.", "It is of <other> data."]);
    }
}
