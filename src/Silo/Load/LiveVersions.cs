namespace S3Rec.Silo.Load;

/// <summary>When which model version may have been live, as far as the one who swaps them can tell: the new one from the moment
/// it is asked for, the old one until the new one is said to serve. Thread-safe.</summary>
/// <param name="first">The version that is live from the start.</param>
internal sealed class LiveVersions(int first)
{
    private readonly Lock _lock = new();
    private readonly List<Window> _windows = [new(first, TimeSpan.Zero, TimeSpan.MaxValue)];
    private readonly HashSet<int> _known = [first];

    /// <summary>A version is asked to become live.</summary>
    public void Begin(int version, TimeSpan now)
    {
        lock (_lock)
        {
            _known.Add(version);
            _windows.Add(new Window(version, now, TimeSpan.MaxValue));
        }
    }

    /// <summary>The version serves, alone.</summary>
    public void End(int version, TimeSpan now)
    {
        lock (_lock)
        {
            for (var i = 0; i < _windows.Count; i++)
            {
                if (_windows[i].Version != version && _windows[i].Until > now)
                    _windows[i] = _windows[i] with { Until = now };
            }
        }
    }

    /// <summary>True when the version may have been live at some moment between the two times. A version never heard of may be one
    /// that a training run published meanwhile.</summary>
    public bool WasLive(int version, TimeSpan from, TimeSpan to, bool allowsUnknown)
    {
        lock (_lock)
        {
            if (!_known.Contains(version))
                return allowsUnknown;
            // Newest first: the last few decide nearly always.
            for (var i = _windows.Count - 1; i >= 0; i--)
            {
                if (_windows[i].Version == version && _windows[i].From <= to && _windows[i].Until >= from)
                    return true;
            }

            return false;
        }
    }

    private readonly record struct Window(int Version, TimeSpan From, TimeSpan Until);
}
