using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Rec.Contracts;
using S3Rec.Grains.Inference;
using S3Rec.Grains.Models;
using S3Rec.Grains.Tests.Fakes;

namespace S3Rec.Grains.Tests.Models;

/// <summary>Loads real checkpoints with the real ranker.</summary>
public sealed class ModelSwitchTests : IAsyncLifetime
{
    private const int ItemCount = 12;

    private readonly FakeTimeProvider _time = new();
    private readonly TestStore _store = new();
    private readonly InferenceEngine _engine = new(new(), threadCount: 2, TimeProvider.System, NullLogger<InferenceEngine>.Instance);
    private readonly ModelSwitch _switch;

    public ModelSwitchTests()
    {
        var loader = new ModelLoader(_store.Checkpoints, _store.Catalogue, CheckpointRankerSource.OnProcessor, new());
        _switch = new(_store.Checkpoints, loader, _engine, new(), _time, NullLogger<ModelSwitch>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.AddItems(ItemCount);

    public ValueTask DisposeAsync()
    {
        _switch.Dispose();
        _engine.Dispose();
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_good_checkpoint_serves_the_items_of_its_vocabulary()
    {
        // The model's order of items is not the catalogue's.
        var version = await _store.Publish(["i7", "i2", "i5", "i11"]);
        await _switch.Serve(version, Token);

        var reply = await _engine.Rank(new([2], Exclude: [2, 3], Count: 10), Token);

        Assert.Equal(version, reply.ModelVersion);
        Assert.Equal([5, 7, 11], reply.Items.Order());
        Assert.Equal(reply.Scores.OrderDescending(), reply.Scores);
    }

    [Fact]
    public async Task A_torn_checkpoint_is_refused() => await IsRefused(
        await _store.Publish(TestStore.Items(ItemCount), damage: Tear), "model.safetensors");

    [Fact]
    public async Task A_checkpoint_with_NaN_is_refused() => await IsRefused(
        await _store.Publish(TestStore.Items(ItemCount), damage: PoisonAndSignAgain), "NaN");

    [Fact]
    public async Task A_checkpoint_of_another_vocabulary_is_refused() => await IsRefused(
        await _store.Publish([.. TestStore.Items(3), "of another shop"]), "another vocabulary: its item 'of another shop' (row 4 of 4)");

    [Fact]
    public async Task A_version_that_is_not_there_is_unknown()
    {
        var failure = await Assert.ThrowsAsync<UnknownModelException>(() => _switch.Serve(99, Token));
        Assert.Equal(99, failure.Version);
    }

    [Fact]
    public async Task A_trial_does_not_keep_a_replica_without_a_live_model_waiting_for_one()
    {
        var (live, trial) = (await _store.Publish(TestStore.Items(5)), await _store.Publish(TestStore.Items(5), seed: 2));
        await _store.Checkpoints.SetLiveVersion(live, Token);
        await _store.Checkpoints.SetSplit(new(trial, 0.1), Token);
        await _switch.ServeTrial(new(trial, 0.1), Token);

        await _switch.Reconcile(Token);

        Assert.Equal((live, trial), (_engine.Serving.Live?.Version, _engine.Serving.Trial?.Version));
    }

    [Fact]
    public async Task Reconciling_serves_what_the_store_says_is_live()
    {
        var (first, second) = (await _store.Publish(TestStore.Items(5)), await _store.Publish(TestStore.Items(5), seed: 2));
        await _switch.Reconcile(Token);
        Assert.Null(_engine.Serving.Live?.Version);

        foreach (var version in (int[])[first, second, first])
        {
            await _store.Checkpoints.SetLiveVersion(version, Token);
            await _switch.Reconcile(Token);
            Assert.Equal(version, _engine.Serving.Live?.Version);
        }
    }

    [Fact]
    public async Task A_version_that_is_served_but_not_live_is_taken_back_after_a_period()
    {
        var (live, proven) = (await _store.Publish(TestStore.Items(5)), await _store.Publish(TestStore.Items(5), seed: 2));
        await _store.Checkpoints.SetLiveVersion(live, Token);
        await _switch.Serve(proven, Token);

        await _switch.Reconcile(Token);
        Assert.Equal(proven, _engine.Serving.Live?.Version);

        _time.Advance(new ModelOptions().ReconcilePeriod);
        await _switch.Reconcile(Token);
        Assert.Equal(live, _engine.Serving.Live?.Version);
    }

    [Fact]
    public async Task Reconciling_begins_changes_promotes_and_ends_the_trial_that_the_store_names()
    {
        var (live, trial) = (await _store.Publish(TestStore.Items(5)), await _store.Publish(TestStore.Items(5), seed: 2));
        await _store.Checkpoints.SetLiveVersion(live, Token);
        foreach (var split in (ModelSplit?[])[new(trial, 0.1), new(trial, 0.2), null, new(trial, 0.3)])
        {
            await _store.Checkpoints.SetSplit(split, Token);
            await _switch.Reconcile(Token);
            Assert.Equal((live, split?.Version, split?.Share ?? 0), Served);
        }

        var loaded = _engine.Serving.Trial;
        await _store.Checkpoints.SetLiveVersion(trial, Token);
        await _switch.Reconcile(Token);
        Assert.Equal((trial, null, 0), Served);
        Assert.Same(loaded, _engine.Serving.Live);
    }

    [Fact]
    public async Task A_trial_that_cannot_be_loaded_leaves_everybody_to_the_live_version()
    {
        var (live, torn) = (await _store.Publish(TestStore.Items(5)), await _store.Publish(TestStore.Items(5), damage: Tear));
        await _store.Checkpoints.SetLiveVersion(live, Token);
        await _store.Checkpoints.SetSplit(new(torn, 0.1), Token);

        await _switch.Reconcile(Token);

        Assert.Equal((live, null, 0), Served);
        Assert.NotNull((await _store.Checkpoints.Find(torn, Token))!.Refusal);
    }

    [Fact]
    public async Task Reconciling_does_not_try_a_refused_version_again_but_a_request_does()
    {
        var torn = await _store.Publish(TestStore.Items(5), damage: Tear);
        await _store.Checkpoints.SetLiveVersion(torn, Token);
        await _switch.Reconcile(Token);
        await _store.Checkpoints.SetRefusal(torn, "untouched", Token);

        await _switch.Reconcile(Token);
        Assert.Equal("untouched", (await _store.Checkpoints.Find(torn, Token))!.Refusal);

        await Assert.ThrowsAsync<CheckpointRefusedException>(() => _switch.Serve(torn, Token));
        Assert.Contains("model.safetensors", (await _store.Checkpoints.Find(torn, Token))!.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_version_that_loads_later_is_refused_no_more_and_keeps_its_verdict()
    {
        var version = await _store.Publish([.. TestStore.Items(3), "new"]);
        await Assert.ThrowsAsync<CheckpointRefusedException>(() => _switch.Serve(version, Token));
        var refused = (await _store.Checkpoints.Find(version, Token))!;
        await _store.Catalogue.PutItems([new("new", [])], Token);
        await _switch.Serve(version, Token);

        Assert.NotNull(refused.Refusal);
        Assert.Equal(ModelVerdict.Accepted, refused.Description.Verdict);
        Assert.Null((await _store.Checkpoints.Find(version, Token))!.Refusal);
    }

    private (int? Live, int? Trial, double Share) Served =>
        (_engine.Serving.Live?.Version, _engine.Serving.Trial?.Version, _engine.Serving.Share);

    /// <summary>The store says why, and the model from before answers.</summary>
    private async Task IsRefused(int version, string reason)
    {
        var good = await _store.Publish(TestStore.Items(ItemCount));
        await _switch.Serve(good, Token);

        var refusal = await Assert.ThrowsAsync<CheckpointRefusedException>(() => _switch.Serve(version, Token));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(refusal.Message, (await _store.Checkpoints.Find(version, Token))!.Refusal);
        Assert.Equal(good, (await _engine.Rank(new([1], [], Count: 1), Token)).ModelVersion);
    }

    private static void Tear(string folder)
    {
        using var weights = File.OpenWrite(Path.Combine(folder, "model.safetensors"));
        weights.SetLength(weights.Length - 100);
    }

    /// <summary>The last weight becomes NaN, and the manifest vouches for it.</summary>
    private static void PoisonAndSignAgain(string folder)
    {
        var (path, manifest) = (Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "manifest.json"));
        var weights = File.ReadAllBytes(path);
        var before = Convert.ToHexStringLower(SHA256.HashData(weights));
        BitConverter.GetBytes(float.NaN).CopyTo(weights, weights.Length - sizeof(float));
        File.WriteAllBytes(path, weights);
        var text = File.ReadAllText(manifest);
        Assert.Contains(before, text, StringComparison.Ordinal);
        File.WriteAllText(manifest, text.Replace(before, Convert.ToHexStringLower(SHA256.HashData(weights)), StringComparison.Ordinal));
    }
}
