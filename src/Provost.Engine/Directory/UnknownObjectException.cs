namespace Provost.Engine.Directory;

/// <summary>There is no such user or group in the caller's tenant.</summary>
public sealed class UnknownObjectException(Guid id)
    : EngineException($"There is no user or group with the id {id}. It may have been deleted for good.")
{
    public Guid Id => id;
}

/// <summary>Another object has this value of a property that is unique.</summary>
/// <param name="property">Its name in Graph.</param>
public sealed class TakenException(string property, string? value, Exception? inner = null)
    : EngineException(
        $"'{value}' is taken: a {property} is unique among the objects that are not deleted. Choose another one.",
        inner
    )
{
    public string Property => property;
}
