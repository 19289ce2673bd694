using S3Rec.Model.Training;

namespace S3Rec.Silo.Commands;

/// <summary>Runs training or evaluation off the calling thread. What the data or the checkpoint cannot give is bad
/// input.</summary>
internal static class ModelWork
{
    /// <exception cref="CommandException">The data is too small for what is asked of it, or the weights are not
    /// usable.</exception>
    public static async Task<T> Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (Exception e) when (
            e is TrainingRefusedException or ArgumentException or InvalidDataException or NotFiniteNumberException)
        {
            throw new CommandException(e.Message, ExitCode.BadInput);
        }
    }
}
