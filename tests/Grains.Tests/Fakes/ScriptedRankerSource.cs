using S3Rec.Model.Checkpoints;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>Takes the vocabulary from a real checkpoint and one ranker for all of them.</summary>
internal sealed class ScriptedRankerSource(ScriptedRanker ranker) : IRankerSource
{
    public OpenedModel Open(string folder) => new(CheckpointFolder.Load(folder).Vocabulary, ranker);
}
