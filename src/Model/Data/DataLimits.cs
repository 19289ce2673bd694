namespace S3Rec.Model.Data;

/// <summary>The bounds of data files. Those of ids are the ones the service keeps to.</summary>
public static class DataLimits
{
    /// <summary>Longest user id, item id or attribute, in bytes of UTF-8; the shortest has one.</summary>
    public const int IdBytesMax = 256;

    /// <summary>Most different attributes of one item.</summary>
    public const int AttributesPerItemMax = 1000;

    /// <summary>Longest line of a sequence file, in bytes: one user's whole history.</summary>
    public const int LineBytesMax = 64 * 1024 * 1024;

    /// <summary>Largest attribute file, in bytes.</summary>
    public const int AttributeFileBytesMax = 1024 * 1024 * 1024;
}
