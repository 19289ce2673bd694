using S3Rec.Storage.Embedded.Catalogue;
using S3Rec.Storage.Embedded.Engine;
using S3Rec.Storage.Embedded.Events;

namespace S3Rec.Storage.Embedded.Import;

/// <summary>A piece of an import: items or events.</summary>
internal sealed record ImportChunk(CatalogueItem[] Items, ImportedEvent[] Events);

/// <summary>Writes an import's rows in the open transaction and counts them.</summary>
internal sealed class ImportRows(WriteSession session, CatalogueChanges changes)
{
    // Files hold a user's events together: the next number of one user is all that is worth keeping.
    private string? _user;
    private long _nextSequence;
    private long _eventCount;
    private long _duplicateCount;

    public CatalogueChanges Changes => changes;

    public ImportResult Result => new(_eventCount, _duplicateCount, changes.NewItemCount, changes.NewAttributeCount);

    public void Add(ImportChunk chunk)
    {
        foreach (var item in chunk.Items)
            changes.PutItem(item);
        foreach (var e in chunk.Events)
            Add(e);
    }

    private void Add(ImportedEvent e)
    {
        if (e.UserId != _user)
        {
            _user = e.UserId;
            _nextSequence = EventWrites.NextSequence(session, e.UserId);
        }

        var item = changes.GetOrAddItem(e.ItemId);
        if (EventWrites.TryInsert(session, e.UserId, _nextSequence, e.EventId, item, e.Time))
        {
            _nextSequence++;
            _eventCount++;
        }
        else
        {
            _duplicateCount++;
        }
    }
}
