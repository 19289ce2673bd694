using System.Net;

namespace S3Rec.Silo.Tests.Http;

public sealed class OverloadTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_lists_than_the_limit_are_refused_at_once_and_the_next_is_made_when_one_is_done()
    {
        await using var server = await ApiServer.Start(Token, listsMax: 1);
        var hold = new TaskCompletionSource();
        server.Client.Before = hold.Task;
        var first = server.Get("/v1/users/ann/recommendations", Token);
        while (server.Client.AskedUsers.Count == 0)
            await Task.Yield();

        var refused = await server.Get("/v1/users/bob/recommendations", Token);
        var recorded = await server.Post("/v1/interactions", """{"userId":"bob","itemId":"tent"}""", Token);
        hold.SetResult();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
        Assert.Contains("ConcurrentListsMax", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, recorded.Status);
        Assert.Equal(HttpStatusCode.OK, (await first).Status);

        // The place is free once the server is done with the answer, which may be a little after it was read.
        Answer next;
        do next = await server.Get("/v1/users/bob/recommendations", Token);
        while (next.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.OK, next.Status);
        Assert.Equal(["ann", "bob"], server.Client.AskedUsers);
    }
}
