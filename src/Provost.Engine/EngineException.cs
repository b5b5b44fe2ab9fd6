namespace Provost.Engine;

/// <summary>
/// A request that cannot be carried out as asked: it names the thing, what is wrong with it, and the remedy. The
/// message is meant for a person and never holds a secret.
/// </summary>
public class EngineException(string message, Exception? inner = null) : Exception(message, inner);
