using System.Text;
using S3Rec.Contracts;

namespace S3Rec.Storage.Embedded;

/// <summary>The bounds of what is stored. The edges check them too and name the caller's field; here they protect the
/// files.</summary>
internal static class StoredText
{
    // Text that is not valid would come back from the database as other text.
    private static readonly UTF8Encoding _strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Refuses an id that is empty, longer than <see cref="Limits.IdBytesMax"/> bytes of UTF-8, or no valid
    /// text.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void Check(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        var bytes = value.Length > Limits.IdBytesMax ? value.Length : _strictUtf8.GetByteCount(value);
        if (bytes is 0 or > Limits.IdBytesMax)
        {
            throw new ArgumentException(
                $"'{name}' has {bytes} bytes; an id or attribute has 1 to {Limits.IdBytesMax} bytes of UTF-8.", name);
        }

        if (value.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"'{name}' contains the character U+0000; remove it.", name);
    }
}
