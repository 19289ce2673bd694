namespace S3Rec.Model.Ranking;

/// <summary>Floats that start at a cache line (64 bytes) and never move, so that no full-width load straddles two lines.</summary>
internal sealed class AlignedFloats
{
    private const int LineBytes = 64;
    private const int LineFloats = LineBytes / sizeof(float);

    private readonly float[] _pinned;
    private readonly int _start;

    /// <summary>Allocates <paramref name="length"/> zeros.</summary>
    public unsafe AlignedFloats(int length)
    {
        Length = length;
        _pinned = GC.AllocateArray<float>(length + LineFloats - 1, pinned: true);
        fixed (float* first = _pinned)
            _start = (int)((LineBytes - ((nuint)first % LineBytes)) % LineBytes / sizeof(float));
    }

    public int Length { get; }

    public Span<float> Span => _pinned.AsSpan(_start, Length);
}
