using S3Rec.Model.Data;

namespace S3Rec.Model.Tests.Data;

public sealed class PublishedDataTests
{
    [Theory]
    [InlineData("Beauty", 22_363, 12_101, 198_502, 637)]
    [InlineData("LastFM", 1_090, 3_646, 52_551, 388)]
    public void The_published_data_sets_load_with_row_r_for_id_r(
        string name, int users, int items, int interactions, int attributes)
    {
        var folder = Path.GetDirectoryName(SharedData.PathOrSkip($"{name}.txt"))!;

        var data = DataSet.Load(folder, name);

        Assert.Equal((users, interactions), (data.Users.Length, data.InteractionCount));
        Assert.Equal((items, attributes), (data.Vocabulary.ItemCount, data.Vocabulary.AttributeCount));
        Assert.Equal(Enumerable.Range(1, items).Select(static row => $"{row}"), data.Vocabulary.Items);
        Assert.Equal(Enumerable.Range(1, attributes).Select(static row => $"{row}"), data.Vocabulary.Attributes);
        Assert.Equal(items + 1, data.ItemAttributes.Length);
    }

    /// <summary>All items of LastFM are numbers that Beauty has, too.</summary>
    [Fact]
    public void The_attributes_of_Beauty_are_refused_for_LastFM()
    {
        var folder = Directory.CreateTempSubdirectory("s3rec-mixed-");
        try
        {
            File.Copy(SharedData.PathOrSkip("LastFM.txt"), Path.Combine(folder.FullName, "Mixed.txt"));
            File.Copy(
                SharedData.PathOrSkip("Beauty_item2attributes.json"), AttributeFiles.AttributesPath(folder.FullName, "Mixed"));

            var error = Assert.Throws<DataFormatException>(() => DataSet.Load(folder.FullName, "Mixed"));

            Assert.Contains("Of its 12101 items 3646 are in ", error.Message);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_user_of_LastFM_has_99_negatives_that_are_not_in_the_history()
    {
        var folder = Path.GetDirectoryName(SharedData.PathOrSkip("LastFM_sample.txt"))!;
        var data = DataSet.Load(folder, "LastFM");

        var negatives = DataSet.LoadNegatives(folder, "LastFM", data);

        Assert.All(negatives, static rows => Assert.Equal(99, rows.Length));
        Assert.All(negatives.Zip(data.Sequences), static pair => Assert.Empty(pair.First.Intersect(pair.Second)));
    }
}
