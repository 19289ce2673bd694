using S3Rec.Contracts;

namespace S3Rec.Storage.Embedded;

/// <summary>The folder holds no store that this program can read.</summary>
public sealed class StoreFormatException(string message, Exception? innerException = null)
    : S3RecException(message, innerException);
