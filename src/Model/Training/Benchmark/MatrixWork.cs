using S3Rec.Model.Network;
using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Training.Benchmark;

/// <summary>
/// Floating-point operations of the matrix products a step cannot do without, two for each multiply-add; a training step takes
/// three times those of its forward pass. Compared with how many the machine does when it does nothing else.
/// </summary>
/// <param name="network">The shape.</param>
/// <param name="itemCount">V.</param>
/// <param name="attributeCount">A.</param>
internal sealed class MatrixWork(NetworkOptions network, int itemCount, int attributeCount)
{
    private const int PassesOfTraining = 3;

    private double Square => 2.0 * network.Hidden * network.Hidden;

    /// <summary>All four objectives.</summary>
    public double Of(PretrainBatch batch)
    {
        double sequences = batch.Size, length = batch.Length;
        var whole = Layer(sequences, length) * network.Layers + Layer(3 * sequences, length) * (network.Layers - 1);
        var lastOnly = 3 * sequences * (2 * length * Square + 10 * Square + Attention(length));
        var selected = (batch.Hidden.Length + batch.Shown.Length) * (Square + 2.0 * network.Hidden * (attributeCount + 1));
        return PassesOfTraining * (whole + lastOnly + selected + (batch.Hidden.Length + sequences) * Square);
    }

    /// <summary>Next-item prediction.</summary>
    public double Of(FinetuneBatch batch)
    {
        var scored = batch.Sample?.Items.Length ?? (batch.Negatives.Length > 0 ? 0 : itemCount);
        return PassesOfTraining
            * (Layer(batch.Size, batch.Length) * network.Layers + 2.0 * network.Hidden * scored * batch.Positions.Length);
    }

    /// <summary>Ranking targets for histories of these lengths, padding left out.</summary>
    public double OfRanking(IEnumerable<int> lengths) => lengths.Sum(length =>
        Layer(1, Math.Min(length, network.MaxLength)) * network.Layers + 2.0 * network.Hidden * itemCount);

    /// <summary>What the machine reaches on products of two square matrices, operations per second: the best of some.</summary>
    public static double MeasureRate(Device device, TimeProvider time)
    {
        const int size = 1024;
        const int tries = 8;
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (a, b) = (rand(size, size, device: device), rand(size, size, device: device));
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < tries; i++)
        {
            using var product = NewDisposeScope();
            var start = time.GetTimestamp();
            matmul(a, b)[0, 0].ToSingle(); // Reading a value waits for the device.
            var elapsed = time.GetElapsedTime(start);
            best = elapsed < best ? elapsed : best;
        }

        return 2.0 * size * size * size / best.TotalSeconds;
    }

    /// <summary>Query, key, value and output make four squares, the feed-forward part eight.</summary>
    private double Layer(double sequences, double length) => sequences * length * (12 * Square + Attention(length));

    /// <summary>Scores and weighted sums of one position.</summary>
    private double Attention(double length) => 4 * length * network.Hidden;
}
