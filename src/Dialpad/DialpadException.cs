namespace Dialpad;

/// <summary>What a person at the command line did wrong, and the remedy.</summary>
internal sealed class DialpadException(string message) : Exception(message);
