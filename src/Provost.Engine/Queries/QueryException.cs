namespace Provost.Engine.Queries;

/// <summary>A query that cannot be read or is not supported; the message says where and what is.</summary>
public sealed class QueryException(string message) : EngineException(message);
