using TorchSharp;
using static TorchSharp.torch;

namespace S3Rec.Model.Network;

/// <summary>
/// Arithmetic whose numbers live as long as the program. TorchSharp hands a number to libtorch as a small native object that a
/// finaliser frees, and nothing keeps a temporary one alive during the call: a garbage collection at the wrong moment frees what
/// libtorch is reading. That was seen to end a training after some 1,800 steps; it could as well have changed a result. Sums make
/// such a temporary unseen (the factor 1 of the second term), and so does any implicit conversion to a number, so both are banned
/// in this project; see BannedSymbols.txt.
/// </summary>
internal static class Numbers
{
    private static readonly Scalar Zero = 0L.ToScalar();

    /// <summary>1.</summary>
    public static Scalar One { get; } = 1L.ToScalar();

    /// <summary>−∞.</summary>
    public static Scalar Lowest { get; } = float.NegativeInfinity.ToScalar();

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a += b, in place.</summary>
    public static Tensor PlusInPlace(this Tensor a, Tensor b) => a.add_(b, One);

    /// <summary>a · factor.</summary>
    public static Tensor Times(this Tensor a, double factor)
    {
        using var number = factor.ToScalar();
        return a.mul(number);
    }

    /// <summary>a *= factor, in place.</summary>
    public static Tensor TimesInPlace(this Tensor a, double factor)
    {
        using var number = factor.ToScalar();
        return a.mul_(number);
    }

    /// <summary>Whether each element is not 0.</summary>
    public static Tensor IsNotZero(this Tensor a) => a.ne(Zero);

    /// <summary>0, 1, … count - 1, int64.</summary>
    public static Tensor Order(long count, Device device)
    {
        using var end = count.ToScalar();
        return arange(end, int64, device);
    }

    /// <summary>log(1 + eˣ), as -log σ(-x): TorchSharp's own softplus makes two temporaries.</summary>
    public static Tensor Softplus(this Tensor x) => x.neg().log_sigmoid().neg();
}
