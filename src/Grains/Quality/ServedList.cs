using System.Runtime.CompilerServices;
using S3Rec.Contracts;

namespace S3Rec.Grains.Quality;

/// <summary>The fair list a user was served last, written in place: 64 bytes for a user who was served one.</summary>
internal sealed class ServedList
{
    private int _version; // 0 when there is none to judge
    private TopItems _items;

    /// <summary>Whether the next interaction may judge such a list; see <see cref="ModelQuality"/>. It depends on what was asked alone,
    /// never on the answer: else a model could gain by failing. A list that is not fair leaves the one before it to be judged.</summary>
    public static bool IsFair(RecommendationRequest request) =>
        request is { Count: >= ModelQuality.ListLength, History: null, Allow: null, Explain: false, Diversity: 0 }
        && request.Deny is not { Count: > 0 }
        && request.Attributes is not { Count: > 0 };

    /// <summary>Takes the place of the list before, which nobody judges any more. A place the model did not fill, as when it knows
    /// nothing of the history, is a place where it missed; without a model there is nothing to judge.</summary>
    public void Set(RankReply reply)
    {
        _version = reply.ModelVersion ?? 0;
        Span<int> places = _items;
        places.Fill(-1);
        reply.Items.AsSpan(0, Math.Min(reply.Items.Length, places.Length)).CopyTo(places);
    }

    /// <summary>Judges the list, once.</summary>
    /// <param name="item">What the user took next.</param>
    /// <param name="version">The version that made the list.</param>
    /// <param name="rank">The item's rank from 0; <see cref="ModelQuality.ListLength"/> when it is not there.</param>
    /// <returns>False when there is no list to judge.</returns>
    public bool TryJudge(int item, out int version, out int rank)
    {
        (version, _version) = (_version, 0);
        var place = ((ReadOnlySpan<int>)_items).IndexOf(item);
        rank = place < 0 ? ModelQuality.ListLength : place;
        return version > 0;
    }

    [InlineArray(ModelQuality.ListLength)]
    private struct TopItems
    {
        private int _first;
    }
}
