using S3Rec.Model.Data;
using S3Rec.Model.Ranking;

namespace S3Rec.Grains;

/// <summary>Turns the files of a checkpoint into something that ranks: on the CPU, or on a device.</summary>
public interface IRankerSource
{
    /// <summary>Threads that rank unless <see cref="InferenceOptions.Threads"/> says otherwise, 1 or more.</summary>
    int ThreadCountDefault { get; }

    /// <summary>Reads a checkpoint folder and verifies it: checksums, shapes, finite weights. Runs on a thread of its own, for as
    /// long as it takes.</summary>
    /// <exception cref="Contracts.CheckpointRefusedException">The checkpoint cannot serve.</exception>
    OpenedModel Open(string folder);
}

/// <summary>A model read from its files.</summary>
/// <param name="Vocabulary">The ids behind its rows.</param>
/// <param name="CreateRanker">Makes a ranker of rows of that vocabulary, one for each thread; whoever calls it disposes what it
/// makes.</param>
public sealed record OpenedModel(Vocabulary Vocabulary, Func<IRanker> CreateRanker);
