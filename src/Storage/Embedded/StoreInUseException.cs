using S3Rec.Contracts;

namespace S3Rec.Storage.Embedded;

/// <summary>Another process has the store open; an embedded store belongs to one process at a time.</summary>
public sealed class StoreInUseException(string folder, int? processId) : S3RecException(
    $"The store '{folder}' is in use by {(processId is { } id ? $"process {id}" : "another process")}. " +
    "Stop that process, ask it over its HTTP API instead, or name another store folder.")
{
    /// <summary>The store's folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>The process that has it open; null when it has not said yet.</summary>
    public int? ProcessId { get; } = processId;

    /// <summary>True: the other process may end.</summary>
    public override bool IsTransient => true;
}
