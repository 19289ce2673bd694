using System.Text.Json;
using S3Rec.Model.Checkpoints;
using S3Rec.Model.Data;
using S3Rec.Model.Evaluation;
using S3Rec.Model.Ranking;
using S3Rec.Model.Tests.Checkpoints;
using S3Rec.Model.Tests.Ranking;
using S3Rec.Model.Tests.Reference;

namespace S3Rec.Model.Tests.Evaluation;

/// <summary>The published checkpoints against what the original implementation computes with them
/// (Reference/checkpoints.json).</summary>
public sealed class PublishedModelTests
{
    public static TheoryData<string> Names => ["Beauty", "LastFM"];

    [Theory, MemberData(nameof(Names))]
    public void Every_list_matches_the_original(string name)
    {
        var checkpoint = Open(name);
        var data = Load(name);
        using var ranker = new CpuRanker(new CpuRankerWeights(checkpoint.Network, checkpoint.Weights));
        var users = Reference(name).GetProperty("first_users").EnumerateArray().ToArray();
        var queries = users.Select(user =>
        {
            var history = data.Sequences[Array.IndexOf(data.Users, user.GetProperty("user").GetRawText())][..^1];
            return new RankQuery(history, [.. history.Order()], 20);
        }).ToArray();
        var lists = new RankedList[queries.Length];

        ranker.Rank(queries, lists);

        for (var i = 0; i < users.Length; i++)
        {
            var rows = users[i].GetProperty("top20").Deserialize<int[]>()!;
            var scores = users[i].GetProperty("scores").Deserialize<float[]>()!;
            RankerParity.AssertClose(rows, scores, lists[i], 1e-4);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Metrics_match_the_original_to_six_decimals(string name)
    {
        var checkpoint = Open(name);
        var data = Load(name);
        var expected = Reference(name).GetProperty("full_ranking_seen_padding_and_mask_excluded");

        var weights = new CpuRankerWeights(checkpoint.Network, checkpoint.Weights);
        var result = Evaluator.Evaluate(
            weights, data, HeldOut.Test, new EvaluationOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(Reference(name).GetProperty("users").GetInt32(), result.Users);
        foreach (var metric in expected.EnumerateObject())
            Assert.Equal(metric.Value.GetDouble(), Math.Round(result.Metrics[metric.Name.ToUpperInvariant()], 6));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_published_checkpoint_belongs_to_its_data_and_to_no_other(string name)
    {
        var checkpoint = Open(name);
        var other = Load(name == "Beauty" ? "LastFM" : "Beauty");

        PublishedRows.Verify(name, checkpoint, Load(name).Vocabulary);
        var refused = Assert.Throws<ArgumentException>(() => PublishedRows.Verify(name, checkpoint, other.Vocabulary));

        Assert.Contains($"1 to {checkpoint.Vocabulary.ItemCount}, ", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"up to {other.Vocabulary.ItemCount}.", refused.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Both_rankers_agree(string name)
    {
        var checkpoint = Open(name);

        RankerParity.AssertAgree(checkpoint.Network, checkpoint.Weights, seed: 1);
    }

    private static Checkpoint Open(string name) => CheckpointFile.Open(SharedData.PathOrSkip($"{name}-epochs-150.pt"));

    private static SequenceData Load(string name)
        => DataSet.Load(Path.GetDirectoryName(SharedData.PathOrSkip($"{name}.txt"))!, name);

    private static JsonElement Reference(string name) => ReferenceNetwork.Read("checkpoints.json").GetProperty(name);
}
