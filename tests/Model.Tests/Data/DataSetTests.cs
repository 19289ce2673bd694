using S3Rec.Model.Data;

namespace S3Rec.Model.Tests.Data;

public sealed class DataSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("s3rec-data-").FullName;

    [Fact]
    public void Rows_follow_the_value_of_integer_ids()
    {
        Write("Shop.txt", "u1 10 9\nu2 2 10\n");

        var data = DataSet.Load(_folder, "Shop");

        Assert.Equal(["2", "9", "10"], data.Vocabulary.Items);
        Assert.Equal(["u1", "u2"], data.Users);
        Assert.Equal([3, 2], data.Sequences[0]);
        Assert.Equal([1, 3], data.Sequences[1]);
        Assert.Equal(4, data.InteractionCount);
    }

    [Fact]
    public void Rows_are_in_ordinal_order_when_one_id_is_not_an_integer()
    {
        Write("Shop.txt", "u 10 9 é a Z\n");

        Assert.Equal(["10", "9", "Z", "a", "é"], DataSet.Load(_folder, "Shop").Vocabulary.Items);
    }

    [Fact]
    public void Attributes_become_distinct_rows_of_the_items_that_have_interactions()
    {
        Write("Shop.txt", "u 1 2 3\n");
        Write("Shop_item2attributes.json", """{"2": [20, 7, 20], "3": ["7"], "99": [5]}""");

        var data = DataSet.Load(_folder, "Shop");

        Assert.Equal(["7", "20"], data.Vocabulary.Attributes);
        Assert.Equal([[], [], [1, 2], [1]], data.ItemAttributes);
    }

    [Fact]
    public void Without_an_attribute_file_no_item_has_attributes()
    {
        Write("Shop.txt", "u 1 2\n");

        var data = DataSet.Load(_folder, "Shop");

        Assert.Equal(0, data.Vocabulary.AttributeCount);
        Assert.Equal([[], [], []], data.ItemAttributes);
    }

    [Theory]
    [InlineData("""{"77": [1], "78": [2]}""", "Of its 2 items 0 are in ")]
    [InlineData("""{"1": [1], "2": [1], "3": [2], "4": [2], "5": [2]}""", "Of its 5 items 2 are in ")]
    public void An_attribute_file_of_mostly_other_items_is_the_wrong_one(string attributes, string counts)
    {
        Write("Shop.txt", "u 1 2\n");
        Write("Shop_item2attributes.json", attributes);

        var error = Assert.Throws<DataFormatException>(() => DataSet.Load(_folder, "Shop"));

        Assert.Contains($"Shop_item2attributes.json: the wrong attribute file. {counts}", error.Message);
    }

    [Fact]
    public void Negatives_come_in_the_order_of_the_users()
    {
        Write("Shop.txt", "u 1 2\nv 2 3\n");
        Write("Shop_sample.txt", "v 1\nu 3\n");
        var data = DataSet.Load(_folder, "Shop");

        Assert.Equal([[3], [1]], DataSet.LoadNegatives(_folder, "Shop", data));
    }

    [Theory]
    [InlineData("u 3\n", "user 'v' has no line")]
    [InlineData("u 3\nv 1\nw 1\n", "line 3: user 'w' has no interactions")]
    [InlineData("u 3\nv 4\n", "line 2: item '4' is not in the vocabulary")]
    public void Negatives_of_another_data_set_are_refused(string negatives, string message)
    {
        Write("Shop.txt", "u 1 2\nv 2 3\n");
        Write("Shop_sample.txt", negatives);
        var data = DataSet.Load(_folder, "Shop");

        Assert.Contains(message, Assert.Throws<DataFormatException>(() => DataSet.LoadNegatives(_folder, "Shop", data)).Message);
    }

    [Fact]
    public void A_data_set_that_is_not_there_is_named()
    {
        var error = Assert.Throws<DataFormatException>(() => DataSet.Load(_folder, "Nothing"));

        Assert.Contains("Nothing.txt: there is no such file", error.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string content) => File.WriteAllText(Path.Combine(_folder, name), content);
}
