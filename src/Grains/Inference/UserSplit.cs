using System.Text;
using S3Rec.Contracts;

namespace S3Rec.Grains.Inference;

/// <summary>
/// Which users a trial serves. A user id becomes a number (FNV-1a over its UTF-8, 64 bits), the number and the version on trial a place
/// in [0, 1) (the finalizer of splitmix64), and users below the share are served by the trial. Part of the contract: the same on every
/// silo, after every restart, in every version of this program.
/// </summary>
internal static class UserSplit
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    /// <summary>The number of a user.</summary>
    public static ulong NumberOf(string userId)
    {
        Span<byte> bytes = stackalloc byte[Limits.IdBytesMax];
        var length = Encoding.UTF8.GetBytes(userId, bytes);
        var hash = FnvOffset;
        foreach (var value in bytes[..length])
            hash = (hash ^ value) * FnvPrime;
        return hash;
    }

    /// <summary>Whether a trial serves the user of this number. The version salts it: two trials draw independent users.</summary>
    public static bool IsOnTrial(ulong user, int version, double share)
    {
        var mixed = user + ((ulong)version * GoldenRatio);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        mixed ^= mixed >> 31;
        return (mixed >> 11) * (1.0 / (1UL << 53)) < share;
    }
}
