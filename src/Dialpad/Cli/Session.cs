using Dialpad.Companies;
using Dialpad.Storage;

namespace Dialpad.Cli;

/// <summary>What a command works with: the data, the company it is about, and where its answer goes.</summary>
internal sealed record Session(Database Database, Company Company, TextWriter Output, TimeProvider Time);
