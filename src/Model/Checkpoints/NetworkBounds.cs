using S3Rec.Model.Network;

namespace S3Rec.Model.Checkpoints;

/// <summary>Refuses hyper-parameters no network can have, before anything is computed from them.</summary>
internal static class NetworkBounds
{
    /// <exception cref="CheckpointFormatException">Names every value that is out of range.</exception>
    public static void Verify(string source, NetworkOptions network)
    {
        string[] problems =
        [
            .. Problem(network.Hidden is >= 1 and <= 1024, $"hidden is {network.Hidden}, not 1 to 1024"),
            .. Problem(network.Layers is >= 1 and <= 16, $"layers is {network.Layers}, not 1 to 16"),
            .. Problem(
                network.Heads >= 1 && network.Hidden % network.Heads == 0,
                $"heads is {network.Heads}, which does not divide hidden, {network.Hidden}"),
            .. Problem(network.MaxLength is >= 2 and <= 1024, $"the maximum length is {network.MaxLength}, not 2 to 1024"),
            .. Problem(network.Dropout is >= 0 and < 1, $"dropout is {network.Dropout}, not 0 to below 1"),
        ];
        if (problems.Length > 0)
            throw new CheckpointFormatException($"{source}: the hyper-parameters are out of range: {string.Join("; ", problems)}.");
    }

    private static string[] Problem(bool isGood, string problem) => isGood ? [] : [problem];
}
