using System.CommandLine;
using S3Rec.Contracts;
using S3Rec.Silo.Commands.Remote;

namespace S3Rec.Silo.Commands;

/// <summary><c>s3rec record USER ITEM</c>: tells the running service what a user did.</summary>
internal static class RecordCommand
{
    public static Command Create()
    {
        var user = new Argument<string>("USER") { Description = "The user's id." };
        var item = new Argument<string>("ITEM") { Description = "The item's id; an unknown one joins the catalogue." };
        var timestamp = new Option<DateTimeOffset?>("--timestamp")
        {
            Description = "When it happened, like 2026-03-01T12:30:00Z; now when absent.",
            HelpName = "TIME",
        };
        var eventId = new Option<string?>("--event-id")
        {
            Description = "Names the event: the same one sent again is stored once.",
            HelpName = "ID",
        };
        var command = new Command("record", "Tell the running service what a user did.") { user, item, timestamp, eventId };
        var address = ServiceAddress.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var interaction = new Interaction(
                parsed.GetRequiredValue(user),
                parsed.GetRequiredValue(item),
                parsed.GetValue(timestamp),
                parsed.GetValue(eventId));
            RequestRules.Check(interaction);
            using var service = address.Connect(parsed);
            var receipt = (await service.Record(interaction, cancellationToken)).Receipts[0];
            await parsed.InvocationConfiguration.Output.WriteLineAsync(receipt.Duplicate
                ? $"Event {receipt.EventId} was recorded before, as number {receipt.Sequence} of user {interaction.UserId}."
                : $"Recorded as number {receipt.Sequence} of user {interaction.UserId}, event {receipt.EventId}.");
            return ExitCode.Ok;
        });
        return command;
    }
}
