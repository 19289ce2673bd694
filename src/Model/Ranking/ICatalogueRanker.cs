namespace S3Rec.Model.Ranking;

/// <summary>A ranker that can be evaluated in full: it makes lists, and places targets.</summary>
public interface ICatalogueRanker : IListRanker, ITargetRanker;
