using S3Rec.Model.Checkpoints;

namespace S3Rec.Grains.Tests.Fakes;

/// <summary>Takes the vocabulary from a real checkpoint and one ranker for all of them.</summary>
internal sealed class ScriptedRankerSource(ScriptedRanker ranker) : IRankerSource
{
    public int ThreadCountDefault => 1;

    public OpenedModel Open(string folder)
    {
        var vocabulary = CheckpointFolder.Load(folder).Vocabulary;
        ranker.ItemCount = vocabulary.ItemCount;
        return new(vocabulary, () => ranker);
    }
}
