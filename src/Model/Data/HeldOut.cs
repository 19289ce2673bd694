namespace S3Rec.Model.Data;

/// <summary>Which item of each user a model has to find.</summary>
public enum HeldOut
{
    /// <summary>The item before the last one, after those before it: what training may look at to choose a model.</summary>
    Validation,

    /// <summary>The last item, after all before it.</summary>
    Test,
}
