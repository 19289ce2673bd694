namespace S3Rec.Storage.Embedded;

/// <summary>The embedded store: one folder with a SQLite database and the models' files, used by one process at a time.</summary>
public sealed class EmbeddedStorageOptions
{
    /// <summary>The store's folder; made when it is not there. Relative to the working directory unless rooted.</summary>
    public string Folder { get; set; } = "s3rec-store";

    /// <summary>Writes that may wait, 1 to 1,000,000; one more is refused at once. More rides out longer bursts, at the price
    /// of the longest wait.</summary>
    public int WriteQueueCountMax { get; set; } = 4096;

    /// <summary>Rows one commit gathers before it goes to disk, 1 to 1,000,000. More shares an fsync among more callers, at the
    /// price of the wait of the first.</summary>
    public int BatchRowCountMax { get; set; } = 4096;

    /// <summary>Reading connections, 1 to 64; each takes about 2 MB.</summary>
    public int ReaderCountMax { get; set; } = 4;

    /// <summary>Reads that may wait for a connection, 1 to 1,000,000; one more is refused at once.</summary>
    public int ReadQueueCountMax { get; set; } = 4096;

    /// <summary>Newest model versions kept on disk, 1 to 1000, and the live one besides. Older ones are deleted when a new one is
    /// published and cannot be activated any more.</summary>
    public int ModelsKept { get; set; } = 10;
}
