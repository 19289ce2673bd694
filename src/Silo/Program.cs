using S3Rec.Silo.Commands;

return await CommandLine.Run(args, Console.Out, Console.Error, CancellationToken.None);
