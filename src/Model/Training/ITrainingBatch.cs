namespace S3Rec.Model.Training;

/// <summary>A step's input, or the part of it that one replica of the network works on.</summary>
internal interface ITrainingBatch
{
    /// <summary>B, examples.</summary>
    int Size { get; }

    /// <summary>What the loss counts in the sum over an epoch.</summary>
    double LossWeight { get; }
}
