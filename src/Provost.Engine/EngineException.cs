namespace Provost.Engine;

/// <summary>
/// A request that cannot be carried out as asked: it names the thing, what is wrong with it, and the remedy. The
/// message is meant for a person and never holds a secret.
/// </summary>
public class EngineException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The request is fine, and what Provost keeps cannot be read or written: a full disk, a file that another program
/// holds. Nothing of the request was carried out; it can be sent again when that is over.
/// </summary>
public sealed class StorageException(string message, Exception? inner = null) : EngineException(message, inner);
