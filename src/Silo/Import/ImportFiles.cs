using System.Security.Cryptography;
using System.Text;
using S3Rec.Model.Data;
using S3Rec.Silo.Progress;
using S3Rec.Storage;

namespace S3Rec.Silo.Import;

/// <summary>
/// Files that were read through once and found sound, so that a malformed line at the end keeps the beginning out of the store,
/// too. Event ids follow from user, place and item: the same file again adds nothing, a longer one adds what is new.
/// </summary>
internal sealed class ImportFiles
{
    private readonly string _interactionsPath;
    private readonly string? _timesPath;
    private readonly IReadOnlyList<ItemAttributes> _attributes;
    private readonly long _userCount;

    private ImportFiles(string interactionsPath, string? timesPath, IReadOnlyList<ItemAttributes> attributes, long userCount)
    {
        _interactionsPath = interactionsPath;
        _timesPath = timesPath;
        _attributes = attributes;
        _userCount = userCount;
    }

    /// <summary>Reads the files through.</summary>
    /// <param name="interactionsPath">One user per line.</param>
    /// <param name="timesPath">When each interaction was; null for none, so that all get the time of the import.</param>
    /// <param name="attributesPath">The items' attributes; null to go without.</param>
    /// <param name="allowUnknownItems">True when the attributes are of a larger catalogue than the interactions.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <exception cref="DataFormatException">One is malformed, or the attributes are those of other items. Names file and
    /// line.</exception>
    public static ImportFiles Check(
        string interactionsPath, string? timesPath, string? attributesPath, bool allowUnknownItems, IProgress<ProgressStep> progress)
    {
        progress.Report(ProgressStep.Of("checking", 0));
        IReadOnlyList<ItemAttributes> attributes = attributesPath is null ? [] : AttributeFiles.Read(attributesPath);
        var unknown = attributes.Select(static item => item.Item).ToHashSet(StringComparer.Ordinal);
        var userCount = 0L;
        foreach (var (line, _) in Lines(interactionsPath, timesPath))
        {
            userCount++;
            unknown.ExceptWith(line.Items);
        }

        if (attributesPath is not null)
        {
            AttributeFiles.VerifyBelongs(
                attributesPath, attributes.Count, attributes.Count - unknown.Count, interactionsPath,
                "leave --attributes out, or say with --allow-unknown-items that the catalogue is larger", allowUnknownItems);
        }

        progress.Report(ProgressStep.Of("checking", 1));
        return new ImportFiles(interactionsPath, timesPath, attributes, userCount);
    }

    public Task<ImportResult> ImportInto(
        IBulkImport import, TimeProvider time, IProgress<ProgressStep> progress, CancellationToken cancellationToken)
    {
        var items = _attributes.Select(static item => new CatalogueItem(item.Item, item.Attributes));
        var events = Events(time.GetUtcNow(), progress);
        return import.Import(items.ToAsyncEnumerable(), events.ToAsyncEnumerable(), cancellationToken);
    }

    private IEnumerable<ImportedEvent> Events(DateTimeOffset importedAt, IProgress<ProgressStep> progress)
    {
        var usersDone = 0L;
        foreach (var (line, times) in Lines(_interactionsPath, _timesPath))
        {
            for (var i = 0; i < line.Items.Length; i++)
            {
                var time = times is null ? importedAt : DateTimeOffset.FromUnixTimeSeconds(times[i]);
                yield return new ImportedEvent(line.User, line.Items[i], EventId(i, line.Items[i]), time);
            }

            progress.Report(ProgressStep.Of("importing", (double)++usersDone / _userCount));
        }
    }

    private static IEnumerable<(UserLine Line, long[]? Times)> Lines(string interactionsPath, string? timesPath)
    {
        var lines = SequenceFiles.Read(interactionsPath);
        return timesPath is null
            ? lines.Select(static line => (line, (long[]?)null))
            : TimeFiles.Read(timesPath, lines, static line => line.User, static line => line.Items.Length)
                .Select(static line => (line.Interactions, (long[]?)line.Times));
    }

    /// <summary>An event id is unique per user, so the user need not be part of it. The item is hashed to keep within an id's
    /// length.</summary>
    private static string EventId(int place, string item) =>
        $"import-{place}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(item)).AsSpan(0, 8))}";
}
