namespace Provost.Server.Hosting;

/// <summary>Where the server says what only whoever runs it should read.</summary>
internal sealed record ServerMessages(TextWriter Writer);
