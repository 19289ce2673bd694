namespace S3Rec.Silo.Demo;

/// <summary>One customer's habits: an activity, a place on its journey, a brand and a make.</summary>
internal sealed class Customer
{
    /// <summary>Shares of what comes next: the following kind of the journey, the one after it, or any of the activity's; the
    /// rest turns to the other activity.</summary>
    private const double NextKindShare = 0.66, SecondNextKindShare = 0.16, AnyKindShare = 0.08;

    private const double FavouriteBrandShare = 0.8;
    private const double FavouriteMakeShare = 0.85;

    /// <summary>How often a finished journey ends in an interest the customer did not have before.</summary>
    private const double DriftShare = 0.5;

    private readonly IReadOnlyList<Activity> _activities;
    private readonly IReadOnlyList<string> _brands;
    private readonly Random _random;
    private readonly string _brand;
    private readonly int _make;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private Activity _activity;
    private Activity _otherActivity;
    private int _kind;

    public Customer(IReadOnlyList<Activity> activities, IReadOnlyList<string> brands, Random random)
    {
        (_activities, _brands, _random) = (activities, brands, random);
        _brand = Pick(brands);
        _make = random.Next(2);
        _activity = Pick(activities);
        _otherActivity = Pick(activities);
        _kind = random.Next(_activity.Journey.Count);
    }

    /// <summary>The next items, each taken once.</summary>
    public IReadOnlyList<string> Take(int count)
    {
        var items = new List<string>(count);
        while (items.Count < count)
        {
            var item = Choose();
            if (_taken.Add(item))
                items.Add(item);
            MoveOn();
        }

        return items;
    }

    private string Choose()
    {
        var kind = _activity.Journey[_kind];
        var brand = _random.NextDouble() < FavouriteBrandShare ? _brand : Pick(_brands);
        var make = _random.NextDouble() < FavouriteMakeShare ? _make : 1 - _make;
        return DemoShop.ItemId(brand, kind, kind.Makes[make]);
    }

    private void MoveOn()
    {
        var chance = _random.NextDouble();
        if (chance < NextKindShare)
            Advance(1);
        else if (chance < NextKindShare + SecondNextKindShare)
            Advance(2);
        else if (chance < NextKindShare + SecondNextKindShare + AnyKindShare)
            _kind = _random.Next(_activity.Journey.Count);
        else
            Turn();
    }

    private void Advance(int steps)
    {
        _kind += steps;
        if (_kind < _activity.Journey.Count)
            return;
        if (_random.NextDouble() < DriftShare)
            _otherActivity = Pick(_activities);
        Turn();
    }

    private void Turn()
    {
        (_activity, _otherActivity) = (_otherActivity, _activity);
        _kind = _random.Next(_activity.Journey.Count / 2);
    }

    private T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];
}
