using S3Rec.Grains.Quality;

namespace S3Rec.Grains.Tests.Quality;

public sealed class RankWindowTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void HR_and_NDCG_are_those_worked_out_by_hand()
    {
        var counts = new RankCounts();
        counts.Add(Ranks(0, 0, 2, 9, 10));

        // Gains 1, 1, 1/2, 1/log2(11) = 0.2890648 and 0.
        Assert.Equal((5, 4), (counts.Judged, counts.Hits));
        Assert.Equal(0.8, counts.HitRate!.Value, 12);
        Assert.Equal(0.5578129652, counts.Ndcg!.Value, 9);
        Assert.Equal(0.1944454882, counts.NdcgVariance, 9);
    }

    [Fact]
    public void Without_a_list_there_is_no_mean()
    {
        var sum = new RankWindow(TimeSpan.FromHours(1)).Sum(Start);

        Assert.Equal((0, null, null), (sum.Judged, sum.HitRate, sum.Ndcg));
    }

    [Fact]
    public void A_judgement_counts_for_the_length_of_the_window_and_up_to_a_twelfth_more()
    {
        var window = new RankWindow(TimeSpan.FromHours(12));
        window.Add(Ranks(0), Start.AddMinutes(59));

        Assert.Equal(1, window.Sum(Start.AddHours(12).AddMinutes(59)).Judged);
        Assert.Equal(0, window.Sum(Start.AddHours(13)).Judged);
    }

    [Fact]
    public void The_sum_is_that_of_the_judgements_of_the_last_periods_however_they_come()
    {
        var (window, random) = (new RankWindow(TimeSpan.FromHours(12)), new Random(3));
        var added = new List<(int Rank, int Hour)>();
        var hour = 0;
        for (var round = 0; round < 500; round++)
        {
            hour += random.Next(10) == 0 ? random.Next(30) : random.Next(2);
            added.Add((random.Next(11), hour));
            window.Add(Ranks(added[^1].Rank), Start.AddHours(hour));

            var expected = added.Where(a => a.Hour > hour - 13).ToArray();
            var sum = window.Sum(Start.AddHours(hour));
            Assert.Equal((expected.Length, expected.Count(a => a.Rank < 10)), (sum.Judged, sum.Hits));
        }
    }

    [Fact]
    public void A_clock_that_goes_back_loses_nothing()
    {
        var window = new RankWindow(TimeSpan.FromHours(12));
        window.Add(Ranks(0), Start.AddHours(5));
        window.Add(Ranks(1), Start);

        Assert.Equal(2, window.Sum(Start.AddHours(5)).Judged);
    }

    [Fact]
    public void Two_windows_are_compared_over_the_periods_in_which_both_were_judged()
    {
        var (live, trial) = (new RankWindow(TimeSpan.FromHours(12)), new RankWindow(TimeSpan.FromHours(12)));
        live.Add(Ranks(10, 10, 10), Start); // before the trial
        live.Add(Ranks(0, 10), Start.AddHours(2));
        trial.Add(Ranks(0), Start.AddHours(2));
        trial.Add(Ranks(3), Start.AddHours(4)); // the live one alone was asked for

        var (first, second) = RankWindow.SumShared(live, trial, Start.AddHours(5));

        Assert.Equal((2, 0.5), (first.Judged, first.HitRate));
        Assert.Equal((1, 1.0), (second.Judged, second.HitRate));
    }

    private static long[] Ranks(params int[] ranks)
    {
        var counts = new long[11];
        foreach (var rank in ranks)
            counts[rank]++;
        return counts;
    }
}
